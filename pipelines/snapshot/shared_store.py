"""One dataset of many machines, in a directory or an object store.

::

    current/SOURCE                               the pointer: the path of the manifest that is the source's dataset now
    manifests/SOURCE/DIGEST.json                 which files those are
    files/SOURCE/DATASET/YEAR-DIGEST.parquet     the files

Nothing can be renamed in an object store, so a source is published by writing its pointer, one object, after all else.
Manifests and files are named by their content and never change. A pointer has always the same length: a reader
that asks for the length first and for the content then would be given a part of a longer one. Each machine
writes the pointers of its own sources only: no two writers ever share an object.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipelines.snapshot import DATASETS, Partition, current, partitions, snapshot_dir
from pipelines.snapshot.directories import KEPT_FOR
from pipelines.snapshot.file_sums import sha256
from pipelines.snapshot.objects import Store, StoreError, open_store

__all__ = ["Manifest", "SharedStore", "StoreError", "Uploaded"]

_POINTERS: Final = "current"
_MANIFESTS: Final = "manifests"
_FILES: Final = "files"

_MANIFEST: Final = re.compile(rf"{_MANIFESTS}/([^/]+)/[0-9a-f]{{16}}\.json")
_FILE: Final = re.compile(rf"{_FILES}/([^/]+)/(?:{'|'.join(DATASETS)})/\d+-[0-9a-f]{{16}}\.parquet")


class Uploaded(NamedTuple):
    """What a publication wrote: files with their bytes, and pointers; zeros where nothing had changed."""

    files: int
    bytes_written: int
    pointers: int


class Manifest(NamedTuple):
    """The files that are a source's dataset, as entries, and those they replaced, with the time when they did.

    ``published_at`` is when it became the source's manifest, None where it never was one.
    """

    files: list[dict[str, Any]]
    superseded: dict[str, datetime]
    published_at: datetime | None


class SharedStore:
    """A directory (a path or ``file://``) or an object store (``s3://BUCKET/PREFIX`` and what else Arrow knows).

    Raises StoreError for an address that makes no sense, OSError where the store does not answer.
    """

    def __init__(self, uri: str) -> None:
        self._store: Store = open_store(uri)

    def publish(
        self, data: Path, sources: Collection[str], now: datetime, forgotten_at: datetime | None = None
    ) -> Uploaded:
        """Publishes the current snapshot of ``data``: its sources, and those of ``sources`` that lost all their rows.

        Only files that the store lacks are written. A publication at least a day later removes the files that they
        replace. The first one after ``forgotten_at``, when an article was last forgotten, removes them at once,
        although a reader may be in the middle of one. After a crash each source has its old files or its new ones.
        Where a pointer or manifest is damaged, everything of its source is written again.
        """
        snapshot_id = current(data)
        if snapshot_id is None:
            return Uploaded(0, 0, 0)
        root, found = snapshot_dir(data, snapshot_id), partitions(data, snapshot_id)
        written = [
            self._publish_source(
                source, root, [p for p in sorted(found) if p.source == source], now, forgotten_at
            )
            for source in sorted({*sources, *(p.source for p in found)})
        ]
        return Uploaded(*map(sum, zip(Uploaded(0, 0, 0), *written, strict=True)))

    def paths(self, dataset: str = "articles") -> list[str]:
        """Returns the addresses of all files that are a dataset of all sources now, sorted.

        Raises StoreError where a pointer or a manifest is damaged; the next publication of its source mends it.
        """
        names = []
        for pointer in self._store.names(_POINTERS):
            source = pointer.rpartition("/")[2]
            manifest = self._manifest(source, self._pointer(source))
            if manifest is None:
                raise StoreError(
                    f"{self._store.address(pointer)} leads to no manifest: publish {source} again"
                )
            names += [entry["path"] for entry in manifest.files if entry["dataset"] == dataset]
        return sorted(map(self._store.address, names))

    def _publish_source(
        self, source: str, root: Path, own: list[Partition], now: datetime, forgotten_at: datetime | None
    ) -> Uploaded:
        published = self._pointer(source)
        known = self._manifest(source, published)
        before = known or self._everything(source, now)
        may_hold_forgotten = forgotten_at and not (before.published_at and before.published_at > forgotten_at)
        kept_for = timedelta() if may_hold_forgotten else KEPT_FOR
        expired = {path for path, at in before.superseded.items() if now - at >= kept_for}
        for path in expired:  # while they are still listed: after a crash the next publication does it
            self._store.delete(path)
        there = ({entry["path"] for entry in before.files} | before.superseded.keys()) - expired
        entries = [_entry(root, partition) for partition in own]
        new = [
            (entry, partition)
            for entry, partition in zip(entries, own, strict=True)
            if known is None or entry["path"] not in there
        ]
        for entry, partition in new:
            self._store.upload(root / partition.path, entry["path"])
        if entries == before.files:
            return Uploaded(0, 0, 0)
        unused = there - {entry["path"] for entry in entries} | (
            {published} if known and published else set()
        )
        # After a crash below, the next publication removes what was to go at once.
        since = now - KEPT_FOR + kept_for
        superseded = {path: before.superseded.get(path, since).isoformat() for path in sorted(unused)}
        manifest = {
            "source": source,
            "published_at": now.isoformat(),
            "files": entries,
            "superseded": superseded,
        }
        self._write(f"{_POINTERS}/{source}", self._write_manifest(source, manifest))
        for path in unused if may_hold_forgotten else ():
            self._store.delete(path)
        return Uploaded(len(new), sum(entry["bytes"] for entry, _ in new), 1)

    def _pointer(self, source: str) -> str | None:
        """Returns the name of a source's manifest, None where there is none, or its pointer is damaged."""
        content = (self._store.read(f"{_POINTERS}/{source}") or b"").decode("utf-8", "replace")
        return content if _is_own(_MANIFEST, source, content) else None

    def _manifest(self, source: str, name: str | None) -> Manifest | None:
        """Returns a source's manifest, None where there is none, or it is damaged or names anything but its files."""
        try:
            content = json.loads((self._store.read(name) if name else None) or b"")
            files = content["files"]
            superseded = {path: datetime.fromisoformat(at) for path, at in content["superseded"].items()}
            published_at = datetime.fromisoformat(content["published_at"])
            is_sound = all(
                _is_own(_FILE, source, entry["path"]) and entry["dataset"] in DATASETS for entry in files
            ) and all(
                at.tzinfo and (_is_own(_FILE, source, path) or _is_own(_MANIFEST, source, path))
                for path, at in superseded.items()
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return Manifest(files, superseded, published_at) if is_sound and published_at.tzinfo else None

    def _everything(self, source: str, now: datetime) -> Manifest:
        """Returns a manifest by which all objects of a source are superseded now."""
        names = [
            *self._store.names(f"{_MANIFESTS}/{source}"),
            *(name for dataset in DATASETS for name in self._store.names(f"{_FILES}/{source}/{dataset}")),
        ]
        return Manifest([], dict.fromkeys(names, now), None)

    def _write_manifest(self, source: str, manifest: dict[str, Any]) -> str:
        content = json.dumps(manifest, indent=1) + "\n"
        name = f"{_MANIFESTS}/{source}/{hashlib.sha256(content.encode()).hexdigest()[:16]}.json"
        self._write(name, content)
        return name

    def _write(self, name: str, content: str) -> None:
        self._store.write(name, content.encode())


def _is_own(pattern: re.Pattern[str], source: str, name: object) -> bool:
    match = pattern.fullmatch(name) if isinstance(name, str) else None
    return match is not None and match[1] == source


def _entry(root: Path, partition: Partition) -> dict[str, Any]:
    path = root / partition.path
    digest = sha256(path)
    name = f"{_FILES}/{partition.source}/{partition.dataset}/{partition.year}-{digest[:16]}.parquet"
    return {
        "path": name,
        "dataset": partition.dataset,
        "year": partition.year,
        "bytes": path.stat().st_size,
        "sha256": digest,
    }
