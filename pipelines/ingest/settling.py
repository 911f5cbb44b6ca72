"""Settling a run's findings, source by source: the gates judge them, then they become rows or stay staged."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from pipelines.corpus import gates, quarantine, staging
from pipelines.corpus.sources import Sources

logger = logging.getLogger(__name__)


class SourceResult(NamedTuple):
    """How one source's findings were settled; ``held`` are the gates' reasons, empty where they were stored."""

    counts: dict[str, int]
    held: list[str]


class Settling:
    """Settles the findings of one run."""

    def __init__(self, connection: sqlite3.Connection, run_id: int, clock: Callable[[], dt.datetime]) -> None:
        self._connection = connection
        self._run_id = run_id
        self._clock = clock
        self._sources = Sources(connection)
        self._baselines: dict[str, staging.Baseline] = {}
        self._held: dict[str, list[str]] = {}

    def settle(self, source: str, offered: int | None, *, accept: bool, final: bool = True) -> SourceResult:
        """Turns a source's findings into rows, or holds them back where the gates say so.

        A batch that is not ``final`` leaves those staged that only the end of a run can settle. Each is judged beside
        what the source looked like before the run; where one is held, so is the rest of the source.
        """
        if not final and source not in self._baselines:
            self._baselines[source] = staging.baseline(self._connection, source, with_coverage=True)
        reasons = self._held.get(source) or ([] if accept else self._judge(source, offered, final=final))
        counts: dict[str, int] = {}
        if reasons:
            self._held[source] = reasons
        else:
            counts = staging.apply(self._connection, source, final=final)
        for reason in reasons:
            logger.warning("%s: held: %s", source, reason)
        if final or reasons:
            self._sources.note_held(source, reasons, self._clock())
        return SourceResult(counts, reasons)

    def settle_leftovers(self, source: str, *, accept: bool) -> None:
        """Settles the findings that an earlier run left staged: those of a killed run are judged and stored.

        Findings that a gate holds back, or held back then, are dropped, and their pages fetched again, unless they are
        accepted now. They count as findings of the run that staged them.
        """
        if not staging.count(self._connection, source):
            return
        if accept or not self._sources.is_held(source):
            self.settle(source, None, accept=accept)
        self._held.pop(source, None)
        staging.discard(self._connection, source, self._clock())
        self._sources.note_held(source, [], self._clock())

    def _judge(self, source: str, offered: int | None, *, final: bool) -> list[str]:
        unreadable = quarantine.count_never_read(self._connection, source, self._run_id)
        before = self._baselines.get(source) or staging.baseline(self._connection, source)
        facts = staging.source_facts(
            self._connection, source, before, offered=offered, unreadable=unreadable, final=final
        )
        return gates.judge(facts)
