"""What telling look-alikes costs: among texts that share sentences and unlike ones, and which pairs are found."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.crawl import PAGES, ours, served
from benchmarks.filling import add_sources, busy_corpus, busy_row, fill, stored
from benchmarks.parquet import ROWS_A_YEAR, VOCABULARY, YEARS
from crawler.minisite.content import make_site
from pipelines.corpus import duplicates
from pipelines.corpus.database import open_writer
from pipelines.schema import Row
from pipelines.text.near_duplicates import is_duplicate, sketch

BATCH = 500
EDITED = 1_000
# Every so manieth word is another one, from a light edit to a text that is hardly the same.
EDITS = (60, 40, 30, 20, 15)


def _miniature(count: int) -> list[Row]:
    site = make_site(count, 0)
    return [stored(post, site) for post in site.posts()]


def _unlike(count: int) -> list[Row]:
    return [busy_row(YEARS[n % len(YEARS)], 2 * ROWS_A_YEAR + n) for n in range(count)]


@contextmanager
def _database(data: Path | None = None) -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as folder, closing(open_writer(data or Path(folder))) as connection:
        yield connection


def _told(connection: sqlite3.Connection, rows: Sequence[Row]) -> float:
    """Stores the rows as a crawl does, and returns the CPU seconds of telling the look-alikes of each one."""
    spent = 0.0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        connection.execute("BEGIN")
        fill(connection, batch)
        before = time.process_time()
        sketches = {row["article_id"]: sketch(row["title"], row["body"]) for row in batch}
        duplicates.update(connection, sketches)
        spent += time.process_time() - before
        connection.execute("COMMIT")
    return spent / len(rows)


def _edited(row: Row, number: int, every: int, rng: random.Random) -> Row:
    words = row["body"].split(" ")
    for place in range(rng.randrange(every), len(words), every):
        words[place] = rng.choice(VOCABULARY)
    return row | {
        "article_id": f"kota0:{number}",
        "source": "kota0",
        "post_id": number,
        "body": " ".join(words),
    }


def found_pairs() -> dict[str, float]:
    """Returns recall and precision of the pairs found, beside those that comparing each edit with its text tells."""
    originals, rng = _miniature(EDITED), random.Random(1)
    copies = [
        (row, _edited(row, 1 + n * len(EDITS) + k, every, rng))
        for n, row in enumerate(originals)
        for k, every in enumerate(EDITS)
    ]
    true = {
        copy["article_id"]
        for row, copy in copies
        if is_duplicate(f"{row['title']}\n{row['body']}", f"{copy['title']}\n{copy['body']}")
    }
    with _database() as connection:
        _told(connection, originals)
        found = set()
        for _, copy in copies:  # one at a time, so that no copy meets another one
            connection.execute("BEGIN")
            fill(connection, [copy])
            duplicates.update(connection, {copy["article_id"]: None})
            (original,) = connection.execute(
                "SELECT duplicate_of FROM revisions WHERE article_id = ?", (copy["article_id"],)
            ).fetchone()
            found.update({copy["article_id"]} if original else ())
            connection.execute("ROLLBACK")
    return {"recall": len(found & true) / len(true), "precision": len(found & true) / len(found)}


def _line(
    name: str, value: float, unit: str, aim: str, compared: str = "", ratio: float | None = None
) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "compared_with": compared, "ratio": ratio, "aim": aim}


def _shares() -> list[dict[str, Any]]:
    # CPU time beside CPU time: a crawl makes the sketches in its second process, and looks them up in the first one.
    with served(PAGES) as url:
        page = ours(url).cpu
    lines = []
    for what, rows in (("that share sentences", _miniature(PAGES)), ("unlike each other", _unlike(PAGES))):
        with _database() as connection:
            taken = _told(connection, rows)
        compared = f"a page of a whole crawl, both processes, {page * 1e6:.0f} µs of CPU"
        name = f"look-alikes, an article among {PAGES} texts {what}"
        lines.append(_line(name, taken * 1e6, "µs", "≤ 0.05", compared, taken / page))
    return lines


def _growth() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        busy_corpus(data)
        new = _unlike(BATCH)
        with _database(data) as connection:
            small = _told(connection, [row | {"source": "small"} for row in new])
        add_sources(data, range(1, 25))
        again = [
            row | {"article_id": f"again:{n}", "source": "large"}
            for n, row in enumerate(_unlike(2 * BATCH)[BATCH:])
        ]
        with _database(data) as connection:
            large = _told(connection, again)
    compared = f"among 20,000, {small * 1e6:.0f} µs"
    return _line(
        "look-alikes, an article among 500,000", large * 1e6, "µs", "linear", compared, large / small
    )


def run() -> list[dict[str, Any]]:
    """Returns the rows of the table: the share of a crawl, growth, recall and precision."""
    found = found_pairs()
    every = ", ".join(map(str, EDITS))
    return [
        *_shares(),
        _growth(),
        _line(
            f"look-alikes found, one word in {every} replaced",
            100 * found["recall"],
            "%",
            "",
            "comparing each pair",
        ),
        _line("look-alikes found that are none", 100 * (1 - found["precision"]), "%", "0"),
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, ensure_ascii=False))
