"""Which captures of an index are fetched, and in what order."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.webarchives.cdx import (
    PREFIXES,
    CdxRow,
    choose,
    format_timestamp,
    is_whole,
    parse_timestamp,
)

SHOW_POST = "http://kotabogor.go.id/index.php/show_post/detail/103498"


def row(day: int, digest: str, original: str = SHOW_POST, **fields: object) -> CdxRow:
    values = {"mimetype": "text/html", "status": 200, "length": 900} | fields
    return CdxRow(
        original=original, timestamp=dt.datetime(2024, 9, day, tzinfo=dt.UTC), digest=digest, **values
    )


def test_the_newest_good_capture_comes_first_then_earlier_ones_that_differ() -> None:
    rows = [
        row(1, "AWAL"),
        row(2, "TENGAH", SHOW_POST + "/rapat-desk"),
        row(3, "AWAL", "https://www.kotabogor.go.id/show_post/detail/103498/"),
        row(4, "BARU"),
        row(5, "BARU"),
        row(6, "HILANG", status=404),
        row(7, "PINDAH", status=302),
        row(8, "KOSONG", length=0),
        row(9, "GAMBAR", mimetype="image/jpeg"),
    ]
    (article,) = choose(rows)
    assert article.address.article_id == "show_post:103498"
    days = [[one.timestamp.day for one in version] for version in article.versions]
    assert days == [[5, 4], [3, 1], [2]]
    assert choose(reversed(rows)) == [article]


def test_every_generation_is_told_apart_and_everything_else_left_out() -> None:
    rows = [
        row(1, "A", "http://kotabogor.go.id/index.php?option=com_content&task=view&id=6018"),
        row(2, "B"),
        row(3, "C", "https://kotabogor.go.id/berita-detail/6018"),
        row(4, "D", "http://kotabogor.go.id/index.php/page/detail/5/sejarah-bogor"),
        row(5, "E", "http://contoh.go.id/index.php/show_post/detail/103498"),
    ]
    assert [one.address.article_id for one in choose(rows)] == [
        "berita:6018",
        "show_post:103498",
        "joomla:6018",
    ]
    assert set(PREFIXES) == {one.address.source for one in choose(rows)}
    for article in choose(rows):
        tail = article.versions[0][0].original.split("//")[1]
        assert tail.startswith(PREFIXES[article.address.source])


def test_a_payload_is_whole_when_its_digest_is_listed() -> None:
    empty = row(1, "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")
    assert is_whole(empty, b"")
    assert is_whole(empty, b"packed", b"")
    assert not is_whole(empty, b"<html>")


def test_timestamps_are_utc_and_of_fourteen_digits() -> None:
    moment = dt.datetime(2024, 9, 8, 13, 22, 5, tzinfo=dt.UTC)
    assert parse_timestamp("20240908132205") == moment
    assert format_timestamp(moment.astimezone(dt.timezone(dt.timedelta(hours=7)))) == "20240908132205"
    for wrong in ("2024", "20241308132205", "20240000000000", "٢٠٢٤٠٩٠٨١٣٢٢٠٥", ""):
        with pytest.raises(ValueError, match=r"."):
            parse_timestamp(wrong)
