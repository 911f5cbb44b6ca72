"""Buttons, counters and pointers among the lines of every layout, and lines that only resemble them."""

from __future__ import annotations

import pytest

from pipelines.pages.base import parse_html
from pipelines.pages.boilerplate import is_boilerplate, is_counter, is_read_also, is_share, without_furniture
from pipelines.text.lines import Line, lines


def line(html: str) -> Line:
    (found,) = lines(parse_html(f"<body><p>{html}</p></body>"))
    return found


def shared(href: str, text: str = "Kirim ke warga") -> str:
    return f'<a href="{href}">{text}</a>'


@pytest.mark.parametrize(
    "html",
    [
        "Bagikan",
        "Share this:",
        "Facebook Twitter WhatsApp",
        "Bagikan artikel ini via Facebook",
        "Salin tautan",
        shared("https://www.facebook.com/sharer/sharer.php?u=1"),
        shared("https://twitter.com/intent/tweet?text=1") + " " + shared("https://x.com/share?url=1"),
        shared("mailto:?subject=1"),
        shared("https://wa.me/?text=1"),
        shared("https://api.whatsapp.com/send?text=1"),
        shared("tg://msg?text=1"),
        shared("javascript:void(0)"),
        shared("#"),
        "<a>Kirim ke warga</a>",
    ],
)
def test_a_row_of_buttons_is_one(html: str) -> None:
    assert is_share(line(html))
    assert is_boilerplate(line(html))


@pytest.mark.parametrize(
    "html",
    [
        "Bagikan beras kepada warga",
        "Warga bagikan",
        "Ini",  # none of its words is a button's
        "via",
        "2024",
        shared("mailto:kota@lereng.example"),
        shared("https://wa.me/628110001"),
        shared("https://api.whatsapp.com/send?phone=628110001"),
        shared("https://lereng.example/berbagi"),
        shared("#", "Bagikan beras") + " kepada warga Lereng",
        shared("#", "Kebun") + " " + shared("/kebun", "Sekolah"),
    ],
)
def test_a_line_that_resembles_a_row_of_buttons_is_text(html: str) -> None:
    assert not is_share(line(html))


def test_a_row_of_buttons_has_at_most_120_characters() -> None:
    words = "Bagikan " * 14 + "Bagikan"
    assert is_share(line(words))
    assert not is_share(line(words + "??"))


@pytest.mark.parametrize(
    "text",
    [
        "Dibaca 120 kali",
        "120 kali dibaca",
        "1,2 rb views",
        "Pembaca: 12",
        "| 3 komentar |",
        "(12 likes)",
        "👁 120",
        "❤ 3",
    ],
)
def test_a_counter_is_one(text: str) -> None:
    assert is_counter(text)
    assert is_counter(text + " " * (119 - len(text)))
    assert not is_counter(text + " " * (120 - len(text)))


@pytest.mark.parametrize("text", ["120 kali", "Dibaca warga", "3 komentar warga", "🥇 1", "☎ 112", "120"])
def test_a_line_that_resembles_a_counter_is_text(text: str) -> None:
    assert not is_counter(text)


@pytest.mark.parametrize(
    "html",
    [
        "Baca juga:",
        "Baca juga",
        "Lihat pula - Panen Raya",
        "Simak juga: " + shared("/1", "Panen Raya"),
        "Read also: Panen",
        "Baca juga " + shared("/1", "Panen Raya"),
    ],
)
def test_a_pointer_is_one(html: str) -> None:
    assert is_read_also(line(html))


@pytest.mark.parametrize(
    "html", ["Baca juga kitab itu", "Baca kitab itu", "Baca juga kitab " + shared("/1", "itu")]
)
def test_a_line_that_resembles_a_pointer_is_text(html: str) -> None:
    assert not is_read_also(line(html))


TEXT = "Murid memanen selada di kebun sekolah."
FURNITURE = {
    "buttons above and below": (["Bagikan ke", TEXT, "Bagikan ke"], [TEXT]),
    "buttons without a link in the midst": ([TEXT, "Bagikan", TEXT], [TEXT, "Bagikan", TEXT]),
    "a button with a link in the midst": ([TEXT, shared("https://wa.me/?text=1"), TEXT], [TEXT, TEXT]),
    "a counter of readers in the midst": ([TEXT, "Dibaca 12 kali", TEXT], [TEXT, TEXT]),
    "a counter of comments in the midst": ([TEXT, "3 komentar", TEXT], [TEXT, "3 komentar", TEXT]),
    "a service alone above": (["Instagram", TEXT], ["Instagram", TEXT]),
    "a service alone below": ([TEXT, "Link:"], [TEXT, "Link:"]),
    "two services below": ([TEXT, "Facebook", "Instagram"], [TEXT]),
    "a service beside a counter": ([TEXT, "Link:", "Dibaca 12 kali"], [TEXT]),
    "no furniture": ([TEXT, TEXT], [TEXT, TEXT]),
    "nothing but furniture": (["Bagikan", "Facebook"], []),
}


@pytest.mark.parametrize("name", FURNITURE)
def test_furniture_goes_from_both_ends_and_certain_furniture_everywhere(name: str) -> None:
    given, kept = FURNITURE[name]
    assert [one.text for one in without_furniture([line(html) for html in given])] == kept
