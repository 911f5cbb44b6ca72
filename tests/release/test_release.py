"""A release: loadable elsewhere, the same bytes each time, described from its own data, never changed."""

import datetime as dt
import hashlib
import json
import re
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from support.crawling import night
from support.parquet_rows import offline_load_dataset, publish_rows, row, sparse_row, split

from crawler.cli.main import main
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.archive import Pointer, read_capture
from pipelines.release import ReleaseError, next_version, release
from pipelines.release.card import feature
from pipelines.schema import COLUMNS, NAMES, arrow_schema
from pipelines.snapshot import publish, sort_key

BERITA = [row(n, day=dt.date(2024, 1, 31) + dt.timedelta(days=5 * n)) for n in range(30)]
SHOW_POST = [row(n, source="show_post", day=dt.date(2019, 12, 30) + dt.timedelta(days=n)) for n in range(4)]
UNDATED = [sparse_row(77, quality=["no_date", "no_body"]), sparse_row(78, quality=["no_date"])]
GONE = row(
    500, day=dt.date(2024, 2, 2), status="gone", revision=2, duplicate_of="berita:1", date_source="page"
)
ROWS = [*BERITA, *SHOW_POST, *UNDATED, GONE]


@pytest.fixture
def snapshot(tmp_path):
    return snapshot_of(tmp_path / "data", ROWS)


def snapshot_of(data, rows, snapshot_id="s1"):
    publish_rows(data, rows, snapshot_id)
    return (data / "articles").resolve().parent


def without_pointers(rows):
    return [{**each, "archive_file": None, "archive_offset": None} for each in sorted(rows, key=sort_key)]


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def articles(folder):
    return sorted(pq.read_table(folder / "articles", schema=arrow_schema()).to_pylist(), key=sort_key)


def front_matter(path):
    return yaml.safe_load(path.read_text("utf-8").split("---\n")[1])


def test_the_files_are_as_promised(snapshot, tmp_path):
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    assert made == tmp_path / "out/2026.01.05"
    years = [f"{d}/{y}.parquet" for d in ("articles", "revisions") for y in (0, 2019, 2020, 2024)]
    assert set(content(made)) == {*years, "README.md", "CITATION.cff", "croissant.json", "SHA256SUMS"}
    assert articles(made) == without_pointers(ROWS)
    table = pq.read_table(made / "articles/2024.parquet")
    assert table.to_pylist() == without_pointers([*BERITA, GONE])
    assert table.schema.equals(arrow_schema(), check_metadata=False)


def test_the_same_rows_give_the_same_bytes(snapshot, tmp_path):
    one = release(snapshot, tmp_path / "out", "2026.01.05", forgotten=3)
    other = snapshot_of(tmp_path / "elsewhere", ROWS[::-1], "another-id")
    assert content(one) == content(release(other, tmp_path / "there", "2026.01.05", forgotten=3))


def test_files_of_a_year_do_not_depend_on_the_version(snapshot, tmp_path):
    one, two = (release(snapshot, tmp_path / "out", version) for version in ("2026.01.05", "2026.02.05"))
    assert content(one / "articles") == content(two / "articles")


def test_a_release_never_changes(snapshot, tmp_path):
    made = release(snapshot, tmp_path, "2026.01.05")
    before = content(made)
    with pytest.raises(ReleaseError, match=r"2026\.01\.05 exists.*choose another version"):
        release(snapshot_of(tmp_path / "data", BERITA, "s2"), tmp_path, "2026.01.05")
    assert content(made) == before
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in made.rglob("*") if path.is_file())


def test_the_second_of_a_day_gets_a_number(snapshot, tmp_path):
    day = dt.date(2026, 1, 5)
    versions = []
    for _ in range(3):
        versions.append(next_version(tmp_path, day))
        release(snapshot, tmp_path, versions[-1])
    assert versions == ["2026.01.05", "2026.01.05.1", "2026.01.05.2"]


@pytest.mark.parametrize("version", ["", "2026", "2026.13.01", "2026.1.5", "../2026.01.05", "2026.01.05.0"])
def test_what_is_no_version_is_refused(snapshot, tmp_path, version):
    with pytest.raises(ReleaseError, match="not a version"):
        release(snapshot, tmp_path / "out", version)
    assert not (tmp_path / "out").exists()


def test_an_unknown_earlier_version_is_refused(snapshot, tmp_path):
    with pytest.raises(ReleaseError, match=r"no release 2025\.12\.01 below .*; there are: none"):
        release(snapshot, tmp_path / "out", "2026.01.05", since="2025.12.01")
    release(snapshot, tmp_path / "out", "2026.01.05")
    with pytest.raises(ReleaseError, match=r"there are: 2026\.01\.05"):
        release(snapshot, tmp_path / "out", "2026.01.06", since="2025.12.01")


def test_a_corpus_without_articles_is_refused_and_leaves_nothing(tmp_path):
    publish(tmp_path / "data", "s1", changed={}, keep=(), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(ReleaseError, match="no articles yet"):
        release((tmp_path / "data/articles").resolve().parent, tmp_path / "out", "2026.01.05")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_a_killed_release_left_is_replaced(snapshot, tmp_path):
    (tmp_path / "out/.2026.01.05.tmp/articles").mkdir(parents=True)
    (tmp_path / "out/.2026.01.05.tmp/articles/1901.parquet").write_text("torn")
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    assert articles(made) == without_pointers(ROWS)
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"2026.01.05", "README.md"}


def test_checksums(snapshot, tmp_path):
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    files = content(made)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert dict(reversed(line.split("  ")) for line in lines) == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=made, check=True)


def test_the_report_comes_along(snapshot, tmp_path):
    def write_report(path):
        path.write_text("<p>Laporan</p>")

    made = release(snapshot, tmp_path / "out", "2026.01.05", write_report=write_report)
    assert (made / "report.html").read_text() == "<p>Laporan</p>"
    assert "report.html" in (made / "SHA256SUMS").read_text()
    assert "`report.html`" in (made / "README.md").read_text("utf-8")


def test_changes_lead_from_the_old_articles_to_the_new(snapshot, tmp_path):
    out = tmp_path / "out"
    old = release(snapshot, out, "2026.01.05")
    edited = BERITA[3] | {"title": "Judul baru", "revision": 2}
    back = GONE | {"status": "live", "revision": 3}
    vanished = BERITA[4] | {"status": "gone", "revision": 2}
    dated = row(77, day=dt.date(2018, 5, 1), revision=1)
    new = row(900, day=dt.date(2025, 1, 1))
    rows = [*BERITA[:3], edited, vanished, *BERITA[6:], *SHOW_POST, dated, UNDATED[1], back, new]
    made = release(snapshot_of(tmp_path / "data2", rows), out, "2026.02.05", since="2026.01.05")
    changes = {p.stem: pq.read_table(p) for p in (made / "changes").iterdir()}
    assert {kind: table["article_id"].to_pylist() for kind, table in changes.items()} == {
        "added": ["berita:900"],
        "edited": ["berita:500", "berita:3"],
        "corrected": ["berita:77"],
        "vanished": ["berita:4"],
        "taken_out": ["berita:5"],
    }
    assert changes.pop("taken_out").column_names == ["article_id"]
    assert articles(made) == without_pointers(rows)
    named = {"berita:5"}.union(*(t["article_id"].to_pylist() for t in changes.values()))
    kept = [r for r in articles(old) if r["article_id"] not in named]
    given = pa.concat_tables(changes.values()).to_pylist()
    assert sorted(kept + given, key=sort_key) == articles(made)
    card = (made / "README.md").read_text("utf-8")
    assert "| `changes/edited.parquet` | 2 | " in card
    assert "## Changes since 2026.01.05" in card


def test_nothing_changed_is_said_too(snapshot, tmp_path):
    release(snapshot, tmp_path, "2026.01.05")
    made = release(snapshot, tmp_path, "2026.01.06", since="2026.01.05")
    assert {p.stem: pq.read_table(p).num_rows for p in (made / "changes").iterdir()} == dict.fromkeys(
        ("added", "edited", "corrected", "vanished", "taken_out"), 0
    )


def test_the_card_counts_what_is_there(snapshot, tmp_path):
    made = release(snapshot, tmp_path / "out", "2026.01.05", forgotten=2)
    card = (made / "README.md").read_text("utf-8")
    for line in (
        "| year | berita | show_post | all |",
        "| unknown | 2 | 0 | 2 |",
        "| 2019 | 0 | 2 | 2 |",
        "| 2020 | 0 | 2 | 2 |",
        "| 2024 | 31 | 0 | 31 |",
        "- `gone`: 1 (2.7 %)",
        "- `live`: 36 (97.3 %)",
        "- with the same text as an older article (`duplicate_of`): 1 (2.7 %)",
        "- 2020-02 to 2023-12",
        "- printed on the article's page: 1 (2.7 %)",
        "- printed on its card in the site's listing: 34 (91.9 %)",
        "- no day known: 2 (5.4 %)",
        "| `title` | 35 (94.6 %) |",
        "| `event_date` | 0 (0.0 %) |",
        "- `no_date`: 2 (5.4 %)",
        "- `no_body`: 1 (2.7 %)",
        "2 articles have been taken out for good so far; they are not in these files.",
    ):
        assert line in card.splitlines()
    assert "from 2019-12-30 to 2024-06-24" in card
    assert re.search(r"^37 articles published by City of Bogor .* Indonesian,$", card, re.M)
    assert '"article_id": "berita:' in card.partition("## One row")[2].partition("## How many")[0]
    assert all(f"| `{c.name}` |" in card for c in COLUMNS)


@pytest.mark.parametrize(
    ("forgotten", "sentence"),
    [(0, "No article has been taken out so far."), (1, "One article has been taken")],
)
def test_the_card_says_how_many_were_taken_out(snapshot, tmp_path, forgotten, sentence):
    made = release(snapshot, tmp_path / "out", "2026.01.05", forgotten=forgotten)
    assert sentence in (made / "README.md").read_text("utf-8")


def test_a_corpus_without_days_or_gaps(tmp_path):
    made = release(snapshot_of(tmp_path / "data", UNDATED), tmp_path / "out", "2026.01.05")
    card = (made / "README.md").read_text("utf-8")
    assert "none with a known day, and 2 versions" in card
    assert "No month between the first and the last day is without an article." in card


def test_the_front_matter_fits_the_datasets_library(snapshot, tmp_path, monkeypatch):
    offline_load_dataset(tmp_path, monkeypatch)  # before the import, which reads the environment
    import datasets

    made = release(snapshot, tmp_path / "out", "2026.01.05")
    matter = front_matter(made / "README.md")
    assert matter["language"] == ["id"]
    assert matter["size_categories"] == ["n<1K"]
    assert [c["config_name"] for c in matter["configs"]] == ["articles", "revisions"]
    expected = datasets.Features.from_arrow_schema(arrow_schema())
    for info in matter["dataset_info"]:
        assert datasets.Features._from_yaml_list(info["features"]) == expected
    assert [feature(f)["name"] for f in arrow_schema()] == list(NAMES)


@pytest.mark.parametrize("config", ["articles", "revisions"])
def test_datasets_loads_it_offline(snapshot, tmp_path, monkeypatch, config):
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    load_dataset = offline_load_dataset(tmp_path, monkeypatch)
    loaded = load_dataset(str(made), config, split="train")
    assert sorted(loaded.data.table.cast(arrow_schema()).to_pylist(), key=sort_key) == without_pointers(ROWS)


def test_the_folder_of_releases_loads_as_the_newest(snapshot, tmp_path, monkeypatch):
    for version in ("2026.01.05.9", "2026.01.05.10", "2025.12.31"):
        release(snapshot, tmp_path / "out", version)
    matter = front_matter(tmp_path / "out/README.md")
    assert matter["configs"][0]["data_files"] == "2026.01.05.10/articles/*.parquet"
    loaded = offline_load_dataset(tmp_path, monkeypatch)(str(tmp_path / "out"), split="train")
    assert loaded.num_rows == len(ROWS)


def test_mlcroissant_validates_and_loads_it_offline(snapshot, tmp_path):
    import mlcroissant

    made = release(snapshot, tmp_path / "out", "2026.01.05.1")
    dataset = mlcroissant.Dataset(jsonld=made / "croissant.json")
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    assert dataset.metadata.version == "2026.1.5+1"
    records = {r["articles/article_id"].decode(): r for r in dataset.records("articles")}
    assert records.keys() == {r["article_id"] for r in ROWS}
    record, expected = records["berita:7"], BERITA[7]
    assert record["articles/body"].decode() == expected["body"]
    assert record["articles/post_id"] == 7
    assert record["articles/published_date"].date() == expected["published_date"]
    assert record["articles/published_at"] == expected["published_at"]
    assert [t.decode() for t in record["articles/tags"]] == expected["tags"]
    links = [{k.rpartition("/")[2]: v for k, v in link.items()} for link in record["articles/related_links"]]
    assert [(k["position"], k["url"].decode(), k["truncated"]) for k in links] == [
        (k["position"], k["url"], k["truncated"]) for k in expected["related_links"]
    ]
    assert len(list(dataset.records("revisions"))) == len(ROWS)


def test_croissant_names_every_file_with_its_checksum(snapshot, tmp_path):
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    described = json.loads((made / "croissant.json").read_text("utf-8"))
    files = {d["@id"]: d["sha256"] for d in described["distribution"] if d["@type"] == "cr:FileObject"}
    sums = dict(reversed(line.split("  ")) for line in (made / "SHA256SUMS").read_text().splitlines())
    assert files == {name: digest for name, digest in sums.items() if name.endswith(".parquet")}


def test_the_citation_file_is_yaml_with_the_required_keys(snapshot, tmp_path):
    made = release(snapshot, tmp_path / "out", "2026.01.05")
    citation = yaml.safe_load((made / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == "2026.01.05"
    assert citation["date-released"] == dt.date(2026, 1, 5)
    assert citation.keys() >= {"message", "title", "authors", "type", "url"}
    assert "contact" not in citation
    asked = release(snapshot, tmp_path / "out", "2026.01.06", contact="data@example.org")
    assert yaml.safe_load((asked / "CITATION.cff").read_text("utf-8"))["contact"] == [
        {"name": "data@example.org"}
    ]
    assert "can ask data@example.org." in (asked / "README.md").read_text("utf-8")


def test_publishers_of_other_sites_are_named(tmp_path):
    rows = [row(1), row(2, source="antaranews.com")]
    made = release(snapshot_of(tmp_path / "data", rows), tmp_path / "out", "2026.01.05")
    described = json.loads((made / "croissant.json").read_text("utf-8"))
    names = ["City of Bogor (Pemerintah Kota Bogor), kotabogor.go.id", "antaranews.com"]
    assert [publisher["name"] for publisher in described["publisher"]] == names
    for text in (described["license"], described["description"], (made / "README.md").read_text("utf-8")):
        assert all(name in text for name in names)


def test_articles_that_were_never_listed_are_left_out(tmp_path):
    hidden = row(900, status="unlisted", title="Naskah yang belum terbit")
    deleted = [row(902, status="unlisted"), row(902, status="gone", revision=2)]
    shown_before = [row(901, status="live"), row(901, status="unlisted", revision=2)]
    data = tmp_path / "data"
    current = split([row(1), hidden, deleted[1], shown_before[1]])
    changed = {p: rows for p, rows in current.items() if p.dataset == "articles"} | {
        p: rows
        for p, rows in split([row(1), hidden, *deleted, *shown_before]).items()
        if p.dataset == "revisions"
    }
    publish(data, "s1", changed=changed, keep=(), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    made = release((data / "articles").resolve().parent, tmp_path / "out", "2026.01.05")
    assert [each["article_id"] for each in articles(made)] == ["berita:1", "berita:901"]
    assert pq.read_table(made / "revisions").num_rows == 3
    assert all(b"belum terbit" not in file for file in content(made).values())


@pytest.fixture(scope="module")
def miniature(tmp_path_factory):
    data = tmp_path_factory.mktemp("miniature") / "data"
    with serve(make_site(5, 0)) as server:
        night(data, server.url)
    return data


def test_a_corpus_of_the_miniature_is_labelled_as_invented(miniature, tmp_path):
    made = release(
        (miniature / "articles").resolve().parent, tmp_path, "2026.01.05", archive=miniature / "archive"
    )
    card = (made / "README.md").read_text("utf-8")
    described = json.loads((made / "croissant.json").read_text("utf-8"))
    for title in (
        front_matter(made / "README.md")["pretty_name"],
        yaml.safe_load((made / "CITATION.cff").read_text("utf-8"))["title"],
        described["name"],
    ):
        assert "invented" in title
    assert "Every article here is invented." in card
    assert "invented" in described["license"].lower()


def test_a_release_with_its_captures_and_without(miniature, tmp_path, capsys):
    """The command writes no path and no command of this machine; pointers lead to captures that are there."""
    arguments = ["release", "--data", str(miniature), "--to", str(tmp_path)]
    assert main([*arguments, "--with-archive"]) == 0
    assert main(arguments) == 0
    whole, plain = sorted(tmp_path.glob("2*"), key=lambda path: len(path.name))
    for each in articles(whole):
        capture = read_capture(whole / "archive", Pointer(each["archive_file"], each["archive_offset"]))
        assert capture.page(each["url"]).body
    assert {each["archive_file"] for each in articles(plain)} == {None}
    assert not (plain / "archive").exists()
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=whole, check=True)
    for name, file in content(plain).items():
        assert str(miniature).encode() not in file, name
        assert b"--data" not in file, name
        assert b"127.0.0.1" not in file, name
