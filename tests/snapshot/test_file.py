"""One Parquet file: what is written comes back, and the same rows give the same bytes."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.parquet_rows import NOW, row, sparse_row

from pipelines import __version__
from pipelines.schema import NAMES, arrow_schema
from pipelines.snapshot import Partition, read_file, sort_key
from pipelines.snapshot.parquet import ROW_GROUP_ROWS, write_file

PARTITION = Partition("articles", "berita", 2024)
UNDATED = Partition("articles", "berita", 0)


def written(tmp_path, rows, partition=PARTITION, name="f"):
    path = tmp_path / f"{name}.parquet"
    assert write_file(path, partition, "s1", rows) == len(rows)
    return path


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row(1)], id="one row"),
        pytest.param([row(n) for n in range(2 * ROW_GROUP_ROWS + 3)], id="three row groups"),
        pytest.param([row(1, body="besar " * 350_000)], id="2 MB of text"),
        pytest.param([row(n, body="a" * 5_000_000) for n in range(3)], id="long texts close a group early"),
        pytest.param(
            [row(1, title="👩‍👩‍👧 Jum’at\u00a0é \u202e", body="🌳\n\x00\n")], id="emoji and controls"
        ),
        pytest.param([row(1, tags=[], images=[], related_links=[])], id="empty lists"),
        pytest.param([row(1, tags=None, images=None, related_links=None, quality=None)], id="null lists"),
        pytest.param([row(1, images=[{"url": None, "caption": None}])], id="a struct of nulls"),
    ],
)
def test_rows_come_back(tmp_path, rows):
    path = written(tmp_path, rows)
    assert list(read_file(path)) == rows
    assert pq.read_schema(path).equals(arrow_schema(), check_metadata=False)


def test_a_first_group_of_nulls_leaves_the_types(tmp_path):
    rows = [sparse_row(n, article_id=f"berita:{n:016x}") for n in range(ROW_GROUP_ROWS)]
    rows.append(row(1, day=None, article_id="berita:x", post_id=None))
    path = written(tmp_path, rows, UNDATED)
    assert list(read_file(path)) == rows
    assert pq.ParquetFile(path).metadata.num_row_groups == 2


def test_zero_rows_carry_every_column(tmp_path):
    table = pq.read_table(written(tmp_path, []))
    assert table.num_rows == 0
    assert table.column_names == list(NAMES)


def test_the_same_rows_give_the_same_bytes(tmp_path):
    rows = [row(n) for n in range(700)]
    first, second = (written(tmp_path, rows, name=name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_the_file_says_what_it_is(tmp_path):
    metadata = pq.read_schema(written(tmp_path, [row(1)])).metadata
    assert {k.decode(): v.decode() for k, v in metadata.items()} == {
        "schema_version": "1",
        "snapshot_id": "s1",
        "source": "berita",
        "year": "2024",
        "package_version": __version__,
    }


def test_a_reader_of_one_month_can_skip_the_rest(tmp_path):
    day = dt.date(2024, 1, 1)
    path = written(tmp_path, [row(n, day=day + dt.timedelta(days=n // 3)) for n in range(1_000)])
    file = pq.ParquetFile(path).metadata
    column = arrow_schema().names.index("published_date")
    bounds = [file.row_group(g).column(column).statistics for g in range(file.num_row_groups)]
    assert [(b.min, b.max) for b in bounds] == [
        (dt.date(2024, 1, 1), dt.date(2024, 6, 19)),
        (dt.date(2024, 6, 19), dt.date(2024, 11, 29)),
    ]


def test_files_are_read_only(tmp_path):
    assert written(tmp_path, [row(1)]).stat().st_mode & 0o777 == 0o444


def test_a_flipped_bit_is_noticed(tmp_path):
    path = written(tmp_path, [row(n) for n in range(50)])
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 1
    path.unlink()
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"CRC|checksum"):
        list(read_file(path))


def test_order_is_day_number_id_revision_with_unknown_last():
    day = dt.date(2024, 5, 1)
    ordered = [
        row(9, day=day),
        row(1, day=day.replace(month=6)),
        row(2, day=day.replace(month=6)),
        row(3, day=day.replace(month=6), post_id=None, article_id="berita:a"),
        row(3, day=day.replace(month=6), post_id=None, article_id="berita:b"),
        row(3, day=day.replace(month=6), post_id=None, article_id="berita:b", revision=2),
        row(1, day=None),
    ]
    ordered_backwards = ordered[::-1]
    assert sorted(ordered_backwards, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(2), row(1)], "berita:1 is out of order in articles/berita/2024.parquet"),
        ([row(1), row(1)], "berita:1 is out of order"),
        ([row(1, source="show_post")], "show_post:1 does not belong into articles/berita/2024.parquet"),
        ([row(1, year=2023)], "does not belong"),
        ([row(1, url=None)], "url.*null"),
        ([row(1, published_date="2024-09-08")], "cannot be converted"),
    ],
)
def test_rows_that_do_not_fit_are_refused(tmp_path, rows, message):
    with pytest.raises((ValueError, TypeError), match=message):
        write_file(tmp_path / "f.parquet", PARTITION, "s1", rows)


def test_times_keep_their_instant_and_zone(tmp_path):
    path = written(tmp_path, [row(1)])
    (back,) = read_file(path)
    assert back["published_at"].isoformat() == "2024-09-08T00:30:00.123456+07:00"
    assert back["first_seen_at"] == NOW
    assert pq.read_schema(path).field("fetched_at").type == pa.timestamp("us", "UTC")
