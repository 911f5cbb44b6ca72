"""Links to other articles: what their text is, and which of several links to one article counts."""

from __future__ import annotations

import pytest

from pipelines.addresses import article_url
from pipelines.article import RelatedLink
from pipelines.pages.related import letters, related_links

OWN = article_url("berita", 1)
SLUG = "kebun-sekolah-di-lereng-panen-perdana"
WORDS = "Kebun Sekolah Di Lereng Panen Perdana"


def link(text: str | None, slug: str = SLUG, *, titles: bool = False) -> RelatedLink:
    href = f"https://kotabogor.go.id/index.php/show_post/detail/7/{slug}"
    (found,) = related_links([(href, text)], OWN, titles=titles)
    return found


def cut(length: int, end: str = "x") -> str:
    return ("Murid memanen selada dan kangkung di kebun " * 9)[: length - len(end)] + end


@pytest.mark.parametrize(
    ("length", "is_cut"), [(129, False), (130, True), (147, True), (152, True), (153, False)]
)
def test_a_text_of_a_teasers_length_is_cut(length: int, is_cut: bool) -> None:
    assert link(cut(length)).truncated is is_cut


@pytest.mark.parametrize(
    ("length", "is_cut"), [(130, False), (147, False), (148, True), (152, True), (153, False)]
)
@pytest.mark.parametrize("end", [".", "!", "?", '."'])
def test_a_sentence_is_cut_only_at_the_full_length(length: int, is_cut: bool, end: str) -> None:
    assert link(cut(length, end)).truncated is is_cut


@pytest.mark.parametrize("end", ["…", "...", "...]"])
def test_an_ellipsis_tells_a_cut(end: str) -> None:
    assert link("Murid memanen" + end).truncated
    assert link("Murid memanen" + end).title == WORDS


def test_the_title_of_a_cut_text_is_that_of_the_address() -> None:
    assert (link(cut(150)).title, link(cut(150)).text) == (WORDS, cut(150))
    assert link(cut(150), slug="x").title is None


def test_a_text_that_is_the_slug_is_the_title_whatever_its_length() -> None:
    slug = ("kebun-" * 25)[:-1]
    text = slug.replace("-", " ").title()
    assert len(text) == 149
    assert (link(text, slug).truncated, link(text, slug).title) == (False, text)


def test_a_sentence_is_a_teaser_unless_it_begins_with_the_title() -> None:
    assert link("Murid memanen selada.").title == WORDS
    assert link("Murid memanen selada").title == "Murid memanen selada"
    assert link(f"{WORDS}. Murid memanen.").title == f"{WORDS}. Murid memanen."


def test_titles_are_taken_as_they_are() -> None:
    assert link(cut(150), titles=True).title == cut(150)
    assert not link(cut(150), titles=True).truncated


def test_of_several_texts_for_one_article_the_first_with_a_letter_counts() -> None:
    href = "https://kotabogor.go.id/berita-detail/7/panen"
    found = related_links(
        [(href, "»"), (href, "Panen Raya"), (href, "Lain"), (OWN, "Kebun"), ("mailto:a@b.c", "x")], OWN
    )
    assert [(one.position, one.text, one.post_id, one.article_id) for one in found] == [
        (0, "Panen Raya", 7, "berita:7")
    ]
    assert [one.text for one in related_links([(href, None), (href, "»")], OWN)] == [None]


def test_a_link_to_another_site_has_no_id() -> None:
    (found,) = related_links([("https://lereng.example/panen?b=1", "Panen")], OWN)
    assert (found.url, found.post_id, found.article_id) == ("https://lereng.example/panen?b=1", None, None)


def test_letters_are_what_two_printings_share() -> None:
    assert letters("Kebun-Sekolah: 2 Panen_Raya!") == "kebunsekolah2panenraya"
