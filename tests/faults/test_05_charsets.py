"""Line 5: wrong charsets and impossible characters."""

from __future__ import annotations

from faulty import Faulty
from support.corpora import rows


def texts(value: object) -> list[str]:
    """Every string in a row's value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


CHARSETS = (
    "utf-8:cp1252",
    "iso-8859-1:cp1252",
    "iso-8859-1:utf-8",
    "none:cp1252",
    "none:utf-8",
    "klingon:utf-8",
)


def test_line_5_a_wrong_charset_in_the_header_changes_no_letter(faulty: Faulty) -> None:
    for number in range(1, 15):
        faulty.site.edit(f"berita:{number}", title=f"Salat Jum’at ke-{number} di Masjid “Agung”")
        faulty.fault(f"charset={CHARSETS[number % len(CHARSETS)]} on /berita-detail/{number}$")
    for number, post in enumerate(faulty.site.newest("show_post")):
        faulty.fault(f"charset={CHARSETS[number % len(CHARSETS)]} on /detail/{post.post_id}$")
    assert faulty.night().code == 0
    assert faulty.wrong() == []
    assert faulty.broken() == []


def test_line_5_only_valid_text_reaches_parquet(faulty: Faulty) -> None:
    for number, post in enumerate(faulty.site.posts()):
        faulty.fault(f"{('mojibake', 'nul', 'surrogates')[number % 3]} on detail/{post.post_id}$")
    assert faulty.night().code == 0
    stored = rows(faulty.data)
    assert len(stored) == len(faulty.site.posts())
    for row in stored:
        for text in texts(row):
            text.encode()  # a lone surrogate would raise
            assert "\x00" not in text
        assert row["body"]
    assert faulty.broken() == []
