"""Every saved page is read as its fixture says: one test for each field, so that a broken date is one red line."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from support.fixtures import load_fixture

from pipelines.article import RawPage
from pipelines.maintenance.fixtures import save_fixture

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/page.html"))


@cache
def read(folder):
    return load_fixture(folder).read()


def fields():
    for folder in FOLDERS:
        for name in load_fixture(folder).expected:
            yield pytest.param(folder, name, id=f"{folder.parent.name}/{folder.name}-{name}")


@pytest.mark.parametrize(("folder", "name"), list(fields()))
def test_field(folder, name):
    assert read(folder).get(name) == load_fixture(folder).expected[name]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_nothing_else_is_read(folder):
    assert read(folder).keys() == load_fixture(folder).expected.keys()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_reading_twice_gives_the_same(folder):
    assert load_fixture(folder).read() == load_fixture(folder).read()


def test_a_saved_page_is_a_fixture_that_passes(tmp_path):
    kept = load_fixture(FIXTURES / "berita" / "rich_text")
    folder = save_fixture(tmp_path, kept.page)
    assert folder == tmp_path / "berita" / "berita-404"
    assert load_fixture(folder)._replace(name="") == kept._replace(name="")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["berita"]


def test_a_page_is_not_saved_twice(tmp_path):
    kept = load_fixture(FIXTURES / "berita" / "breaks")
    save_fixture(tmp_path, kept.page)
    with pytest.raises(FileExistsError):
        save_fixture(
            tmp_path,
            kept.page._replace(content_type="text/html", fetched_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)),
        )


def test_a_page_without_an_article_is_kept_with_its_reason(tmp_path):
    folder = save_fixture(
        tmp_path, RawPage(b"<p>x</p>", "https://kotabogor.go.id/agenda", dt.datetime.now(dt.UTC))
    )
    assert folder == tmp_path / "not_an_article" / "kotabogor-go-id-agenda"
    assert load_fixture(folder).expected == {"not_an_article": "other_content"}
