"""The gates between a run's findings and the dataset: is a source plausible compared with its history? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

# Below these counts a share says nothing.
_MIN_PAGES: Final = 10
_MIN_ROWS: Final = 20
_FIELDS: Final = ("title", "published_date", "body")


class SourceFacts(NamedTuple):
    """What a run found of one source, beside what is stored of it.

    ``offered`` is the number of articles its listing or feed offered on the first page, None where that was not
    asked or could not be fetched; ``known``, those known so far, is counted only where it is 0. ``missing`` are
    those that were there before; ``vanished`` were withdrawn or deleted, by all that is known of the site, and are
    judged beside all ``live`` rows. ``coverage`` and ``usual_coverage`` give, a field, the share of rows that have
    it: among this run's new and edited rows, and among those already stored.
    """

    known: int
    offered: int | None
    checked: int
    changed: int
    missing: int
    vanished: int
    live: int
    read: int
    unreadable: int
    same_text: int
    usual_change: float
    usual_missing: float
    coverage: Mapping[str, float]
    usual_coverage: Mapping[str, float]


def judge(facts: SourceFacts) -> list[str]:
    """Returns the reasons to hold a source back, each one sentence with what to look at; empty where there is none."""
    reasons = []
    if facts.offered == 0 and facts.known:
        reasons.append(
            f"the listing offers no article although {facts.known} are known: look at it in a browser"
            " (maintenance page? new layout?)"
        )
    if _implausible(facts.changed, facts.checked, facts.usual_change, at_least=0.5):
        reasons.append(
            f"{facts.changed} of {facts.checked} known articles changed at once: compare one with its page"
            " (`bogor-news show ID`); a new layout looks like this"
        )
    if _implausible(facts.missing, facts.checked, facts.usual_missing, at_least=0.3):
        reasons.append(
            f"{facts.missing} of {facts.checked} known articles were not there: open one"
            " (a maintenance or captcha page looks like this)"
        )
    if _implausible(facts.vanished, facts.live, 0.0, at_least=0.3):
        reasons.append(
            f"{facts.vanished} of {facts.live} live articles were withdrawn or deleted at once: look for one on"
            " the site"
        )
    if facts.unreadable >= _MIN_PAGES and facts.unreadable > facts.read:
        reasons.append(
            f"{facts.unreadable} of {facts.unreadable + facts.read} new pages hold no readable article:"
            " see quarantine.jsonl"
        )
    if facts.same_text >= _MIN_PAGES // 2 and facts.same_text * 2 > facts.read:
        reasons.append(f"{facts.same_text} of {facts.read} pages carry the same text: open two of them")
    return reasons + _collapsed(facts)


def _implausible(count: int, of: int, usual: float, at_least: float) -> bool:
    return count >= _MIN_PAGES and count / max(of, 1) > max(at_least, 3 * usual)


def _collapsed(facts: SourceFacts) -> list[str]:
    if facts.read < _MIN_ROWS:
        return []
    return [
        f"only {facts.coverage[field]:.0%} of the pages read now have a {field}, {usual:.0%} of those stored do:"
        " the layout may have changed"
        for field, usual in facts.usual_coverage.items()
        if field in _FIELDS and facts.coverage[field] < usual / 2
    ]
