"""Five libraries, none of ours, read the published folders and see the same rows."""

import datetime as dt
import os
import subprocess
import sys

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pytest
from support.parquet_rows import offline_load_dataset, publish_rows, row, sparse_row

from pipelines.schema import arrow_schema

ROWS = [
    *(
        sparse_row(n) for n in range(3)
    ),  # the first file that a reader meets is null in every column that may be
    *(row(n, day=dt.date(2023, 1, 1) + dt.timedelta(days=n)) for n in range(600)),
    row(1, day=dt.date(2024, 2, 29), title="Jum’at 👩‍👩‍👧 \u202e", body="panjang " * 260_000),
    row(2, day=dt.date(2024, 3, 1), tags=[], images=[], related_links=[], post_id=None),
    row(3, day=dt.date(2024, 3, 2), tags=None, images=None, related_links=None, gone_at=None),
    row(7, source="show_post", status="gone", gone_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
]
SCHEMA = arrow_schema()


def by_pandas(folder):
    return pa.Table.from_pandas(pandas.read_parquet(folder), SCHEMA, preserve_index=False)


def by_pandas_with_arrow_types(folder):
    frame = pandas.read_parquet(folder, dtype_backend="pyarrow")
    return pa.Table.from_pandas(frame, SCHEMA, preserve_index=False)


def by_polars(folder):
    return polars.read_parquet(folder + "/**/*.parquet").to_arrow()


def by_duckdb(folder):
    return duckdb.sql(f"select * from read_parquet('{folder}/**/*.parquet')").to_arrow_table()


def by_pyarrow(folder):
    return pyarrow.dataset.dataset(folder).to_table()


@pytest.fixture(params=[str, os.path.realpath], ids=["the link", "resolved"])
def folder(request, tmp_path):
    publish_rows(tmp_path, ROWS)
    return request.param(str(tmp_path / "articles"))


def normal(table):
    return table.cast(SCHEMA).sort_by("article_id").combine_chunks()


EXPECTED = normal(pa.Table.from_pylist(ROWS, SCHEMA))


@pytest.mark.parametrize("read", [by_pandas, by_pandas_with_arrow_types, by_polars, by_duckdb, by_pyarrow])
def test_the_same_rows(folder, read):
    assert normal(read(folder)).to_pylist() == EXPECTED.to_pylist()


def test_the_same_rows_by_datasets(folder, tmp_path, monkeypatch):
    load_dataset = offline_load_dataset(tmp_path, monkeypatch)
    loaded = load_dataset("parquet", data_files=folder + "/**/*.parquet", split="train")
    assert normal(loaded.data.table).to_pylist() == EXPECTED.to_pylist()


@pytest.mark.parametrize("read", [by_pandas, by_polars, by_duckdb, by_pyarrow])
def test_zero_rows(tmp_path, read):
    publish_rows(tmp_path, [])
    table = read(str(tmp_path / "revisions"))
    assert table.cast(SCHEMA).num_rows == 0


# Reads with each library in turn, the link resolved once a read, until its input ends.
READER = """
import os, select, sys
import duckdb, pandas, polars, pyarrow.dataset
readers = [
    lambda d: pandas.read_parquet(d)["title"].tolist(),
    lambda d: polars.read_parquet(d + "/**/*.parquet")["title"].to_list(),
    lambda d: [t for t, in duckdb.execute(f"select title from read_parquet('{d}/**/*.parquet')").fetchall()],
    lambda d: pyarrow.dataset.dataset(d).to_table(columns=["title"])["title"].to_pylist(),
]
print("ready", flush=True)
reads, seen = 0, set()
while not select.select([sys.stdin], [], [], 0)[0]:
    titles = readers[reads % 4](os.path.realpath(sys.argv[1]))
    assert len(titles) == 60 and len(set(titles)) == 1, titles
    reads += 1
    seen.add(titles[0])
print(reads, len(seen))
"""


def read_while_publishing(data, rounds):
    """Publishes ``rounds`` times under a reader in another process; returns its reads and the runs it saw."""
    years = range(2019, 2022)
    publish_rows(data, [row(n, day=dt.date(y, 1, 1), title="0") for y in years for n in range(20)], "s0")
    command = [sys.executable, "-c", READER, str(data / "articles")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "ready\n"
        for turn in range(1, rounds + 1):
            rows = [row(n, day=dt.date(y, 1, 1), title=str(turn)) for y in years for n in range(20)]
            publish_rows(data, rows, f"s{turn}")
        out, _ = reader.communicate("stop\n")
    assert reader.returncode == 0
    return tuple(map(int, out.split()))


def test_a_reader_that_resolves_the_link_never_fails(tmp_path):
    reads, seen = read_while_publishing(tmp_path, 25)
    assert reads > 4
    assert seen > 1


@pytest.mark.soak
def test_a_reader_through_many_publishes(tmp_path):
    reads, seen = read_while_publishing(tmp_path, 200)
    assert reads > 100
    assert seen > 50


def test_datasets_loads_each_table_of_a_data_directory(tmp_path, monkeypatch):
    publish_rows(tmp_path / "data", ROWS)
    load_dataset = offline_load_dataset(tmp_path, monkeypatch)
    assert load_dataset(str(tmp_path / "data"), split="train").num_rows == len(ROWS)
    assert load_dataset(str(tmp_path / "data"), "revisions", split="train").num_rows == len(ROWS)


def test_a_card_of_somebody_else_stays(tmp_path):
    (tmp_path / "README.md").write_text("catatan")
    publish_rows(tmp_path, ROWS)
    assert (tmp_path / "README.md").read_text() == "catatan"
