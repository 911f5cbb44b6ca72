"""Line 12: edited, retitled, deleted, brought back: a revision each."""

from __future__ import annotations

import pytest
from faulty import Faulty
from support.corpora import by_id, rows


@pytest.mark.parametrize("article_id", ["berita:9", "show_post:103947"])
def test_line_12_the_history_is_complete(known: Faulty, article_id: str) -> None:
    first = known.site.get(article_id)
    assert first is not None
    told = [(first.title, first.body, "live")]

    known.site.edit(article_id, paragraphs=("Naskah ini disunting oleh redaksi.", *first.paragraphs[1:]))
    known.night(later=24, full=True)
    edited = known.site.get(article_id)
    told.append((edited.title, edited.body, "live"))

    known.site.edit(article_id, title="Judul Baru bagi Berita Lama")
    known.night(later=24, full=True)
    told.append(("Judul Baru bagi Berita Lama", edited.body, "live"))

    known.site.delete(article_id)
    known.night(later=24, full=True)
    known.night(later=24, full=True)
    told.append(("Judul Baru bagi Berita Lama", edited.body, "gone"))

    known.site.restore(article_id)
    known.night(later=24, full=True)
    told.append(("Judul Baru bagi Berita Lama", edited.body, "live"))

    history = [row for row in rows(known.data, "revisions") if row["article_id"] == article_id]
    assert [row["revision"] for row in history] == [1, 2, 3, 4, 5]
    assert [(" ".join(t.split()), b, s) for t, b, s in told] == [
        (r["title"], r["body"], r["status"]) for r in history
    ]
    assert by_id(known.data)[article_id] == history[-1]
    assert len({row["first_seen_at"] for row in history}) == 1
    assert known.broken() == []
    assert len(rows(known.data, "revisions")) == len(known.site.posts()) + 4
