"""Writes a published snapshot as a release: a directory that never changes afterwards."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from pipelines.addresses import HOME
from pipelines.disk import sync, write_text
from pipelines.release import yearly as tables
from pipelines.release.about import TITLE, About, is_invented, publishers_of
from pipelines.release.captures_copied import captures_of, copy_archive
from pipelines.release.card import card
from pipelines.release.changes import MEANINGS, write_changes
from pipelines.release.counts import Totals
from pipelines.release.croissant import describe
from pipelines.release.templates import render
from pipelines.snapshot import DATASETS
from pipelines.snapshot.file_sums import sha256, write_sums

_VERSION: Final = re.compile(r"(\d{4})\.(\d\d)\.(\d\d)(?:\.([1-9]\d*))?")


class ReleaseError(Exception):
    """Raised where no release can be made; the message says what to do."""


def next_version(to: Path, day: dt.date) -> str:
    """Returns the version of a release made on ``day``: ``YYYY.MM.DD``, with ``.1``, ``.2`` … after the first."""
    plain = f"{day:%Y.%m.%d}"
    taken = {path.name for path in to.glob(f"{plain}*")}
    number = 0
    while (version := f"{plain}.{number}" if number else plain) in taken:
        number += 1
    return version


def release(
    snapshot: Path,
    to: Path,
    version: str,
    *,
    since: str | None = None,
    forgotten: int = 0,
    write_report: Callable[[Path], None] | None = None,
    archive: Path | None = None,
    lengths: Mapping[str, int] | None = None,
    contact: str | None = None,
) -> Path:
    """Writes the release ``to/version`` from a snapshot's directory, links resolved, and returns its directory.

    The same rows give the same bytes, whenever and wherever. ``since`` is an earlier version below ``to``,
    ``forgotten`` the number of articles ever taken out, ``write_report`` writes a page for ``report.html``. ``archive``
    is the directory of raw captures; with ``lengths``, its files by their committed bytes, they come along, and the
    columns that lead to them are filled. ``contact`` is whom to ask.
    Raises ReleaseError for a version that exists or is none, an unknown ``since``, or a corpus without articles.
    """
    day = _day(version)
    target = to / version
    if target.exists():
        raise ReleaseError(f"{target} exists, and a release never changes: choose another version")
    known = _versions(to)
    if since is not None and since not in known:
        raise ReleaseError(f"there is no release {since} below {to}; there are: {', '.join(known) or 'none'}")
    building = to / f".{version}.tmp"
    if building.exists():
        shutil.rmtree(building)
    building.mkdir(parents=True)
    try:
        hidden = tables.hidden_articles(snapshot)
        totals = _write_tables(snapshot, building, hidden, pointers=bool(lengths))
        if archive and lengths:
            copy_archive(archive, lengths, building / "archive", captures_of(snapshot, hidden))
        invented = archive is not None and is_invented(snapshot, archive)
        about = About(publishers_of(totals.sources), invented, contact)
        changes = write_changes(to / since, building) if since else {}
        if write_report:
            write_report(building / "report.html")
        _write_pages(building, totals, about, version, day, since, changes, forgotten)
        _write_sums(building)
        _make_durable(building)
        building.rename(target)
        sync(to)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _write_versions(to)
    return target


def _write_sums(building: Path) -> None:
    files = [path for path in building.rglob("*") if path.is_file()]
    write_sums(building, {path.relative_to(building).as_posix(): sha256(path) for path in files})


def _day(version: str) -> dt.date:
    match = _VERSION.fullmatch(version)
    if match:
        with contextlib.suppress(ValueError):
            return dt.date(*map(int, match.groups()[:3]))
    raise ReleaseError(f"not a version: {version!r}; it looks like 2026.11.24 or 2026.11.24.1")


def _write_tables(snapshot: Path, building: Path, hidden: Collection[str], *, pointers: bool) -> Totals:
    totals = Totals()
    for dataset in DATASETS:
        for year in tables.years(snapshot, dataset):
            parts = tables.read_year(snapshot, dataset, year, hidden, pointers=pointers)
            if dataset == "articles":
                parts = totals.counting(parts)
            path = building / dataset / f"{year}.parquet"
            rows = tables.write(path, parts, dataset=dataset, year=str(year))
            totals.revisions += rows if dataset == "revisions" else 0
    if not totals.rows:
        raise ReleaseError("the corpus has no articles yet: crawl first")
    return totals


def _write_pages(
    building: Path,
    totals: Totals,
    about: About,
    version: str,
    day: dt.date,
    since: str | None,
    changes: dict[str, int],
    forgotten: int,
) -> None:
    pages = {
        "README.md": card(
            totals,
            about,
            version=version,
            day=day,
            forgotten=forgotten,
            since=since,
            changes=changes,
            change_meanings=MEANINGS,
            has_report=(building / "report.html").exists(),
            has_archive=(building / "archive").exists(),
        ),
        "CITATION.cff": render("citation.cff.j2", about=about, url=HOME, version=version, day=day),
        "croissant.json": json.dumps(
            describe(
                building,
                about=about,
                citation=render("citation.bib.j2", about=about, url=HOME, version=version, day=day),
                day=day,
                version=_semantic(version),
            ),
            ensure_ascii=False,
            indent=2,
        )
        + "\n",
    }
    for name, text in pages.items():
        (building / name).write_text(text, "utf-8")


def _semantic(version: str) -> str:
    numbers = [str(int(part)) for part in version.split(".")]
    return "+".join(filter(None, (".".join(numbers[:3]), "".join(numbers[3:]))))


def _versions(to: Path) -> list[str]:
    found = (path.name for path in to.glob("*") if path.is_dir() and _VERSION.fullmatch(path.name))
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")])


def _make_durable(building: Path) -> None:
    for path in [*building.rglob("*"), building]:
        if path.is_file():
            path.chmod(0o444)
        sync(path)


def _write_versions(to: Path) -> None:
    """Writes the list of versions, which makes ``to`` itself loadable as its newest one."""
    versions = render("versions.md.j2", title=TITLE, versions=_versions(to)[::-1], datasets=DATASETS)
    write_text(to / "README.md", versions)
