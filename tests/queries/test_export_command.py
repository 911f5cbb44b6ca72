from __future__ import annotations

import csv
import json

import pyarrow.parquet as pq
import pytest
from query_corpora import ROWS, publish

from crawler.cli.main import main
from pipelines.schema import NAMES, arrow_schema


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("export") / "data")


@pytest.fixture
def export(data, tmp_path):
    """Runs the command and returns the file it wrote."""

    def run(name: str, *arguments: str):
        to = tmp_path / name
        assert main(["export", *arguments, "--to", str(to), "--data", str(data)]) == 0
        assert [p.name for p in tmp_path.iterdir()] == [name]
        return to

    return run


def expected(*names: str) -> dict[str, dict]:
    return {row["article_id"]: {name: row[name] for name in names or NAMES} for row in ROWS}


def test_parquet_holds_the_same_values_and_types(export):
    table = pq.read_table(export("all.parquet"))
    assert table.schema.equals(arrow_schema())
    assert {row["article_id"]: row for row in table.to_pylist()} == expected()


def test_json_lines_hold_every_column(export):
    rows = [json.loads(line) for line in export("all.jsonl").read_text("utf-8").splitlines()]
    assert [tuple(row) for row in rows] == [NAMES] * len(ROWS)
    by_id = {row["article_id"]: row for row in rows}
    assert by_id["berita:2"]["published_at"] == "2024-01-01T00:30:00.123456+07:00"
    assert by_id["berita:2"]["related_links"] == ROWS[1]["related_links"]
    assert by_id["berita:11"]["body"] is None


def test_csv_opens_in_a_spreadsheet(export):
    raw = export("all.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfarticle_id,")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert tuple(rows[0]) == NAMES
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")] == []
    by_id = {row["article_id"]: row for row in rows}
    assert by_id["berita:3"]["title"] == "'=SUM(A1:A9)"
    assert by_id["berita:3"]["body"] == "'-1 derajat di taman\n@pemkot"
    assert json.loads(by_id["berita:3"]["tags"]) == ["ruang taman"]
    assert json.loads(by_id["berita:3"]["related_links"]) == ROWS[2]["related_links"]
    assert by_id["berita:11"]["body"] == ""


@pytest.mark.parametrize("title", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "'=1", "''", "＝1", "a=1", "1-1"])
def test_a_text_comes_back_whole_without_one_leading_apostrophe(tmp_path, title):
    from support.parquet_rows import publish_rows, row

    publish_rows(tmp_path, [row(1, title=title)])
    assert (
        main(["export", "--to", str(tmp_path / "x.csv"), "--columns", "title", "--data", str(tmp_path)]) == 0
    )
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        (_, (cell,)) = csv.reader(file)
    assert cell.removeprefix("'") == title


def test_filters_columns_and_order(export):
    options = ["--columns", "title, article_id", "--from", "2024-01-01", "--to", "2024-12-31", "--limit", "2"]
    assert export("some.csv", *options).read_text("utf-8-sig").split() == [
        "title,article_id", "Kebun", "Raya,show_post:9", "'=SUM(A1:A9),berita:3",
    ]  # fmt: skip


def test_words_choose_as_in_a_search(export):
    assert len(export("found.jsonl", "wali kota").read_text().splitlines()) == 1


def test_nothing_found_is_a_file_without_rows(export):
    assert export("none.csv", "tidakada", "--columns", "url").read_bytes() == b"\xef\xbb\xbfurl\r\n"


def test_nothing_found_is_parquet_with_all_columns(export):
    assert pq.read_table(export("none.parquet", "tidakada")).schema.equals(arrow_schema())


def test_an_export_that_fails_leaves_the_earlier_file(data, tmp_path, monkeypatch, capsys):
    to = tmp_path / "kept.csv"
    to.write_text("before")
    monkeypatch.setattr("pipelines.queries.exporting._cell", lambda value: 1 / 0)
    assert main(["export", "--to", str(to), "--data", str(data)]) == 1
    assert to.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.csv"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--to", "x.xlsx"],
        ["--to", "x"],
        ["--to", "2024-01-01"],
        ["--to", "x.csv", "--to", "y.csv"],
        ["--to", "missing/x.csv"],
        ["--to", "x.csv", "--columns", "title,nonsense"],
        ["--to", "x.csv", "--columns", "title,title"],
        ["--to", "x.csv", "--columns", ""],
        ["--to", "x.csv", "--to", "2023-01-01", "--from", "2024-01-01"],
        ["--to", "DATA/articles/x.csv"],
        [],
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(data, tmp_path, capsys, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    arguments = [argument.replace("DATA", str(data)) for argument in arguments]
    try:
        code = main(["export", *arguments, "--data", str(data)])
    except SystemExit as stop:
        code = stop.code
    answer = capsys.readouterr()
    assert (code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []
