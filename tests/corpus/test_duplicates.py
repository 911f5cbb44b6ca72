"""``duplicate_of`` depends on the stored rows alone, whatever way they came in."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

from corpus_rows import DAY, store, version
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.corpus import duplicates
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.rows import current_row
from pipelines.corpus.tables import migrate
from pipelines.schema import Row

WORDS = (
    *(
        "warga",
        "kampung",
        "sungai",
        "menanam",
        "pohon",
        "damar",
        "bersama",
        "lurah",
        "sejak",
        "pagi",
        "hingga",
    ),
    *("petang", "di", "tepi", "jalan", "raya"),
)
# Three stories, each in two spellings that are one text; the first has been edited a little.
STORIES = [
    (" ".join(f"{w}{s}" for w in WORDS * 3), " ".join(f"{w}{s}" for w in WORDS * 3) + f" tambahan{s}")
    for s in "abc"
]

Change = tuple[str, int, int, int, int]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("berita", "show_post")),
        st.integers(1, 4),
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=14,
)


def in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    return connection


def row_of(change: Change, revision: int) -> Row:
    source, number, story, spelling, days = change
    return version(
        number,
        source=source,
        title=f"Judul {story}",
        body=STORIES[story][spelling],
        day=DAY - dt.timedelta(days=days),
        revision=revision,
        quality=[],
    )


def result(connection: sqlite3.Connection) -> list[tuple[str, str | None, str]]:
    return connection.execute(
        "SELECT article_id, duplicate_of, quality FROM revisions WHERE is_current ORDER BY 1"
    ).fetchall()


@settings(max_examples=40)
@given(CHANGES, st.randoms(use_true_random=False))
def test_any_order_of_arrivals_and_edits_gives_the_same(changes: list[Change], random: st.randoms) -> None:
    last: dict[str, Change] = {}
    with closing(in_memory()) as connection:
        revisions: dict[str, int] = {}
        for change in changes:
            article_id = f"{change[0]}:{change[1]}"
            revisions[article_id] = revisions.get(article_id, 0) + 1
            last[article_id] = change
            outcome = Outcome.NEW if revisions[article_id] == 1 else Outcome.EDITED
            store(connection, [row_of(change, revisions[article_id])], outcome)
        one_by_one = result(connection)
    final = list(last.values())
    random.shuffle(final)
    with closing(in_memory()) as connection:
        store(connection, [row_of(change, 1) for change in final])
        assert result(connection) == one_by_one
        assert duplicates.update(connection, dict.fromkeys(last)) == []


def test_the_older_article_is_the_original_across_sources(connection: sqlite3.Connection) -> None:
    store(connection, [row_of(("berita", 7, 0, 0, 0), 1)])
    store(connection, [row_of(("show_post", 9, 0, 1, 3), 1)])
    younger = current_row(connection, "berita:7")
    assert younger is not None
    assert (younger["duplicate_of"], younger["quality"]) == ("show_post:9", ["duplicate"])
    store(connection, [row_of(("show_post", 9, 1, 0, 3), 2)], Outcome.EDITED)
    younger = current_row(connection, "berita:7")
    assert younger is not None
    assert (younger["duplicate_of"], younger["quality"]) == (None, [])


def test_reports_by_one_template_are_no_copies(connection: sqlite3.Connection) -> None:
    """Their sketches are alike, so only the comparison of the texts tells them apart."""
    template = (
        "Dinas mencatat {0} pasien dirawat dan {1} sembuh pekan ini, sedangkan {2} kelurahan bebas kasus. Warga diminta"
        " menjaga kebersihan rumah, menguras bak mandi setiap pekan, menutup tempat air, dan melapor kepada kader di"
        " lingkungan masing-masing bila ada anggota keluarga yang demam lebih dari tiga hari berturut-turut."
    )
    for number, figures in enumerate(((41, 30, 12), (57, 44, 9)), 1):
        store(connection, [version(number, title="Laporan Mingguan", body=template.format(*figures))])
    for number in (1, 2):
        row = current_row(connection, f"berita:{number}")
        assert row is not None
        assert row["duplicate_of"] is None
