"""Invented articles for the miniature site. The same seed gives the same articles."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Final, cast, get_args

import attrs

from crawler.minisite.model import Site
from crawler.minisite.post import WIB, BodyForm, Layout, Post, Source, slug_of
from pipelines.article import Image

WEEKDAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
BODY_FORMS: Final[tuple[BodyForm, ...]] = get_args(BodyForm)
LAYOUTS: Final[tuple[Layout, ...]] = get_args(Layout)
OLDEST_AGE: Final = dt.timedelta(days=3400)
# The newest post of each generation, and the highest id of the old one.
NEWEST: Final[dict[Source, dt.datetime]] = {
    "berita": dt.datetime(2025, 8, 29, 16, 5, 11, tzinfo=WIB),
    "show_post": dt.datetime(2025, 1, 17, 13, 22, 5, tzinfo=WIB),
}
LAST_SHOW_POST: Final = 103947
# Positions, from the oldest, of posts of `berita` that repeat one of `show_post`; the last is edited.
TWINS: Final = (23, 26, 29, 32)
NOTICES: Final = (20, 35)
DATED_BACK: Final = (-2, -8, -9)


@cache
def material() -> dict[str, Any]:
    """Returns the words and sentences that the miniature's pages are made of."""
    text = resources.files("crawler.minisite").joinpath("material.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def make_post(source: Source, post_id: int, published: dt.datetime, seed: int = 0, **changes: Any) -> Post:
    """Returns an invented article; the same arguments give the same one. ``changes`` replace its fields.

    A changed title changes the slug with it, unless that is given too.
    """
    if "title" in changes:
        changes = {"slug": slug_of(changes["title"]), **changes}
    rng = random.Random(f"{seed}:{source}:{post_id}")
    topic = rng.choice(material()["topics"])
    event = _event_day(rng, published)
    words = _words(rng, topic, event)
    tags = rng.sample(topic["tags"], rng.randint(0, len(topic["tags"])))
    story = rng.choice(topic["stories"])
    form: BodyForm = changes.get("body_form", rng.choice(BODY_FORMS))
    post = Post(
        source=source,
        post_id=post_id,
        title=story["title"].format(**words),
        published=published,
        paragraphs=(story["lead"].format(**words), *_paragraphs(rng, topic, words)),
        event_date=event,
        tags=tuple(tags) if source == "berita" else (),
        images=_images(rng, source, post_id, form, words),
        body_form=form,
        layout=LAYOUTS[post_id % len(LAYOUTS)],
        og=rng.random() < 0.4,
    )
    return attrs.evolve(post, **changes)


def make_site(berita: int = 64, show_post: int = 112, seed: int = 0) -> Site:
    """Returns a site of invented articles: by default some hundred, with the peculiarities of the real one.

    A few posts are in both generations under different ids. Some are short. Some of ``berita`` are dated back.
    """
    old = _series("show_post", show_post, seed)
    new = _series("berita", berita, seed)
    for posts in (old, new):
        for which, position in enumerate(p for p in NOTICES if p < len(posts)):
            posts[position] = _notice(posts[position], which)
    new = [_pointing(post) for post in new]
    for position in (p for p in TWINS if p < len(new) and old):
        original = min(old, key=lambda p: abs(p.published - new[position].published))
        new[position] = _twin(new[position], original, edited=position == TWINS[-1])
    for position in DATED_BACK if len(new) > 40 else ():
        back = new[position].published - dt.timedelta(days=200 - 9 * position)
        new[position] = make_post("berita", new[position].post_id, back, seed)
    return Site(old + new)


def _series(source: Source, count: int, seed: int) -> list[Post]:
    """Returns ``count`` posts of one generation, oldest first, ids and days rising together."""
    rng = random.Random(f"{seed}:{source}")
    gap = min(dt.timedelta(days=8 if source == "berita" else 1.15), OLDEST_AGE / max(count, 1))
    newest, post_id = NEWEST[source], LAST_SHOW_POST if source == "show_post" else count
    posts = []
    for age in range(count):
        hours = dt.timedelta(seconds=rng.randrange(20000) if age else 0)
        published = newest - gap * (age - age % 2) - hours
        posts.append(make_post(source, post_id, published, seed, **_oldest_form(source, post_id)))
        post_id -= 1 if source == "berita" or count > 1000 else rng.randint(1, 7)
    return posts[::-1]


def _oldest_form(source: Source, post_id: int) -> dict[str, Any]:
    # The first posts of the new generation were moved in as plain text.
    if source == "berita" and post_id <= 6:
        return {"body_form": "plain_text" if post_id % 2 else "plain_breaks"}
    return {}


def _pointing(post: Post) -> Post:
    """Returns the post, with a "Baca juga" link where its id is a multiple of six and its body is no plain text."""
    pointing = post.post_id % 6 == 0 and not post.body_form.startswith("plain")
    return attrs.evolve(post, read_also=post.post_id - 3) if pointing else post


def _twin(post: Post, other: Post, *, edited: bool) -> Post:
    last = other.paragraphs[-1].rstrip(".") + ", demikian keterangan tertulis yang diterima redaksi."
    return attrs.evolve(
        post,
        title=other.title,
        published=other.published,
        paragraphs=(*other.paragraphs[:-1], last) if edited else other.paragraphs,
        event_date=other.event_date,
        slug=other.slug,
    )


def _notice(post: Post, which: int) -> Post:
    """Returns a notice of about 35 words in the post's place."""
    rng = random.Random(post.article_id)
    event = post.day - dt.timedelta(days=1)
    notice, words = material()["notices"][which], _words(rng, material()["topics"][0], event)
    title, text = notice["title"].format(**words), notice["lead"].format(**words)
    return attrs.evolve(
        post,
        title=title,
        slug=slug_of(title),
        paragraphs=tuple(text.replace(". ", ".\n").splitlines()),
        event_date=event,
        images=post.images[:1],
        body_form="paragraphs",
    )


def _event_day(rng: random.Random, published: dt.datetime) -> dt.date | None:
    if rng.random() < 0.15:
        return None
    return published.date() - dt.timedelta(days=rng.choice((0, 1, 1, 2, 3)))


def spoken_day(day: dt.date, *, apostrophe: bool = False) -> str:
    """Returns a day as a lead names it, such as ``Jumat (6/9/2024)`` or ``Jum’at (6/9/2024)``."""
    name = WEEKDAYS[day.weekday()]
    return f"{name.replace('Juma', 'Jum’a') if apostrophe else name} ({day.day}/{day.month}/{day.year})"


def _words(rng: random.Random, topic: dict[str, Any], event: dt.date | None) -> dict[str, Any]:
    """Returns the values of the slots of one article's sentences."""
    words_of = material()
    if rng.random() < 0.5:
        role, full, name = rng.choice(words_of["officials"])
    else:
        full, name = rng.choice(words_of["heads"])
        role = f"Kepala {topic['agency']} Kota Bogor"
    return {
        "official": f"{role}, {full}" if rng.random() < 0.5 else f"{role} {full}",
        "name": name,
        "place": rng.choice(words_of["places"]),
        "ward": rng.choice(words_of["wards"]),
        **_numbers(rng),
        "day": f", {spoken_day(event, apostrophe=rng.random() < 0.5)}" if event else "",
    }


def _numbers(rng: random.Random) -> dict[str, int]:
    return {"n": rng.randint(24, 960), "few": rng.randint(5, 19), "pct": rng.randint(6, 48)}


def _paragraphs(rng: random.Random, topic: dict[str, Any], words: dict[str, Any]) -> Iterator[str]:
    """Yields three to eight paragraphs to follow the lead: facts and quotes in turn, a closing."""
    words_of = material()
    facts = rng.sample(topic["facts"], len(topic["facts"]))
    quotes = rng.sample(topic["quotes"], len(topic["quotes"]))
    for number in range(rng.randint(2, 7)):
        if number % 2 and quotes:
            yield f"“{quotes.pop()},” {rng.choice(words_of['verbs'])} {words['name']}."
        else:
            # Two facts make a paragraph where enough are left for the rest of the article.
            taken = [facts.pop() for _ in range(2 if len(facts) > 4 else 1)]
            yield " ".join(taken).format(**words | _numbers(rng))
    yield rng.choice(words_of["closings"]).format(**words)


def _images(
    rng: random.Random, source: Source, post_id: int, form: BodyForm, words: dict[str, Any]
) -> tuple[Image, ...]:
    folder = "https://cms.kotabogor.go.id/storage/data/"
    if source == "show_post":
        folder = "https://kotabogor.go.id/multisite/content/"
    images = []
    if source == "berita" or rng.random() < 0.5:
        images.append(Image(f"{folder}{post_id}-{rng.getrandbits(32):08x}.jpg"))
    if form == "captioned_image":
        caption = f"Suasana kegiatan di {words['place']}. Foto: Humas Pemkot Bogor"
        images.append(Image(f"{folder}{post_id}-isi.jpg", caption))
    return tuple(images)
