from __future__ import annotations

import json
import unicodedata

import pytest
from query_corpora import publish

from crawler.cli.main import main


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("search") / "data")


@pytest.fixture
def search(data, capsys):
    """Runs the command and returns its JSON lines."""

    def run(*arguments: str) -> list[dict]:
        assert main(["search", *arguments, "--json", "--data", str(data)]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def ids(hits) -> list[str]:
    return [hit["article_id"] for hit in hits]


def test_newest_first_and_without_a_day_last(search):
    assert ids(search("taman")) == ["berita:3", "berita:2", "berita:1", "berita:11"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["JOSE", "taman"], ["berita:1"]),
        (["wali kota"], ["berita:2"]),
        (['"kota wali"'], []),
        (['"wali kota" pasar'], ["berita:2"]),
        (["pertamanan"], ["show_post:9"]),
        (["ruang", "derajat"], ["berita:3"]),
        (["ruang sini"], []),
    ],
)
def test_all_words_wherever_they_stand(search, words, found):
    assert ids(search(*words)) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--from", "2024-01-01", "--to", "2024-12-31"], ["berita:3", "berita:2"]),
        (["--to", "2023-12-31"], ["berita:1"]),
        (["--tag", "TAMAN"], ["berita:1"]),
        (["--tag", "ruang Taman"], ["berita:3"]),
        (["--status", "live", "--limit", "1"], ["berita:3"]),
        (["--status", "gone"], []),
        (["--source", "show_post"], []),
    ],
)
def test_filters_narrow_it(search, filters, found):
    assert ids(search("taman", *filters)) == found


def test_a_line_has_the_fields_of_the_contract(search):
    (hit,) = search("wali kota")
    assert hit == {
        "article_id": "berita:2",
        "published_date": "2024-01-01",
        "title": "Pasar Ramai",
        "url": "https://kotabogor.go.id/berita-detail/2",
        "tags": ["lingkungan", "ruang hijau"],
        "snippet": "Wali Kota datang.",
    }
    assert search("kebun")[0]["snippet"] == "Kebun Raya"
    assert search("tanpa")[0]["published_date"] is None


def test_a_terminal_gets_text_only(data, search, capsys):
    (hit,) = search("terbalik")
    assert "\x1b" in hit["title"]
    assert main(["search", "terbalik", "--data", str(data)]) == 0
    assert main(["search", "terbalik", "--json", "--data", str(data)]) == 0
    printed = capsys.readouterr().out.replace("\n", "")
    assert [c for c in printed if unicodedata.category(c) in ("Cc", "Cf", "Cs")] == []


def test_people_see_day_id_title_and_sentence(data, capsys):
    assert main(["search", "taman", "--limit", "2", "--data", str(data)]) == 0
    answer = capsys.readouterr()
    assert answer.out.splitlines() == [
        "2024-01-01  berita:3  =SUM(A1:A9)",
        "            -1 derajat di taman",
        "2024-01-01  berita:2  Pasar Ramai",
        "            Kata taman ada di sini!",
    ]
    assert "the newest 2 are shown" in answer.err
    assert main(["search", "tidakada", "--data", str(data)]) == 0
    assert "no article" in capsys.readouterr().err


def test_a_source_that_is_not_there_is_named(data, capsys):
    assert main(["search", "taman", "--source", "bertia", "--data", str(data)]) == 0
    assert "there are: berita, show_post" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["taman", "--from", "2024-13-01"],
        ["taman", "--limit", "0"],
        ["taman", "--status", "dead"],
        ["taman", "--from", "2024-02-01", "--to", "2024-01-01"],
        ["taman", "--tag", " "],
        ['""'],
        ["taman" * 50],
        [],
    ],
)
def test_wrong_use_is_one_line(data, capsys, arguments):
    try:
        code = main(["search", *arguments, "--data", str(data)])
    except SystemExit as stop:
        code = stop.code
    answer = capsys.readouterr()
    assert (code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_no_dataset_and_a_damaged_one_are_one_line(tmp_path, capsys):
    assert main(["search", "taman", "--data", str(tmp_path)]) == 1
    assert "nothing is published" in capsys.readouterr().err
    path = next(publish(tmp_path / "data").glob("articles/*/2024.parquet"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-20])
    assert main(["search", "taman", "--data", str(tmp_path / "data")]) == 1
    answer = capsys.readouterr()
    assert "bogor-news verify" in answer.err
    assert len(answer.err.splitlines()) == 1
