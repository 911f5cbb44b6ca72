"""The links offered with an article: which lists they stand in, how far a list reaches, and what is no article."""

from __future__ import annotations

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

BODY = paragraphs(*TEXT)
HEAD = "<h3>Berita Terkait</h3>"
LINE = "<p>Lereng, Senin</p>"


def link(number: int, text: str = "Kolam Ikan Desa Lereng") -> str:
    return f'<p><a href="/kabar/{number}/judul">{text} {number}</a></p>'


def offered(below: str, text: str = BODY) -> list[int]:
    """Returns the numbers of the articles that a page offers, in page order."""
    links = read(page(text, below=f"<div>{below}</div>")).related_links
    return [int(found.url.split("/")[-2]) for found in links]


def test_the_links_below_a_heading_are_offered() -> None:
    assert offered(HEAD + link(1) + link(2)) == [1, 2]


def test_links_without_a_heading_are_not() -> None:
    assert offered(link(1) + link(2)) == []


@pytest.mark.parametrize(("lines", "found"), [(3, [1, 2]), (4, [1])])
def test_between_two_links_of_a_list_stand_at_most_three_lines(lines: int, found: list[int]) -> None:
    assert offered(HEAD + link(1) + LINE * lines + link(2)) == found


@pytest.mark.parametrize(("lines", "found"), [(3, [1]), (4, [])])
def test_between_the_heading_and_the_first_link_stand_at_most_three_lines(
    lines: int, found: list[int]
) -> None:
    assert offered(HEAD + LINE * lines + link(1)) == found


@pytest.mark.parametrize("head", ["<h3>Kabar Desa</h3>", "<p>Berita Terbaru</p>", "<p>Tag:</p>"])
def test_another_heading_ends_the_list(head: str) -> None:
    assert offered(HEAD + link(1) + head + link(2)) == [1]


def test_a_link_of_two_words_is_no_article() -> None:
    assert offered(HEAD + link(1, "Kolam")) == []
    assert offered(HEAD + link(1, "Kolam Ikan")) == [1]  # with its number three


@pytest.mark.parametrize(
    "href",
    [
        "#komentar",
        "javascript:void(0)",
        "mailto:a@situs.example",
        "/tag/kolam-ikan",
        "https://www.facebook.com/desa/7/x",
    ],
)
def test_what_leads_to_no_article_is_not_offered(href: str) -> None:
    assert offered(HEAD + f'<p><a href="{href}">Kolam Ikan Desa Lereng</a></p>' + link(2)) == [2]


def test_what_stands_below_the_comments_is_not_offered() -> None:
    assert offered(HEAD + link(1) + "<h3>Komentar</h3>" + HEAD + link(2)) == [1]
    assert offered(HEAD + link(1) + "<h3>Kabar</h3>" + HEAD + link(2)) == [1, 2]
