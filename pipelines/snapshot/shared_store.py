"""One dataset of many machines, in a directory or an object store. The only module that touches an object store.

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
import shutil
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
from pyarrow import fs

from pipelines.snapshot import Partition, current, partitions, snapshot_dir
from pipelines.snapshot.file_sums import sha256
from pipelines.snapshot.layout import KEPT_FOR

_POINTERS: Final = "current"
_MANIFESTS: Final = "manifests"
_FILES: Final = "files"


class StoreError(Exception):
    """Raised for a ``--publish`` address that cannot be used; the text says why."""


class Uploaded(NamedTuple):
    """What a publication wrote: files with their bytes, and pointers; zeros where nothing had changed."""

    files: int
    bytes_written: int
    pointers: int


class SharedStore:
    """A directory (a path or ``file://``) or an object store (``s3://BUCKET/PREFIX`` and what else Arrow knows).

    Raises StoreError for an address that makes no sense, OSError where the store does not answer.
    """

    def __init__(self, uri: str) -> None:
        try:
            address = uri if "://" in uri else Path(uri).absolute().as_uri()
            self._files, self._root = fs.FileSystem.from_uri(address)
        except (pa.ArrowException, ValueError) as error:
            raise StoreError(f"{uri} is no directory and no object store: {error}") from error
        self._is_local = isinstance(self._files, fs.LocalFileSystem)
        self._scheme = "" if self._is_local else uri.partition("://")[0] + "://"
        self._files.get_file_info(self._root)  # asked once, before hours of work depend on it

    def publish(self, data: Path, sources: Collection[str], now: datetime) -> Uploaded:
        """Publishes the current snapshot of ``data``: its sources, and those of ``sources`` that lost all their rows.

        Only files that the store lacks are written. A publication at least a day later removes the files that they
        replace. After a crash each source has its old files or its new ones.
        """
        snapshot_id = current(data)
        if snapshot_id is None:
            return Uploaded(0, 0, 0)
        root, found = snapshot_dir(data, snapshot_id), partitions(data, snapshot_id)
        written = [
            self._publish_source(source, root, [p for p in sorted(found) if p.source == source], now)
            for source in sorted({*sources, *(p.source for p in found)})
        ]
        return Uploaded(*map(sum, zip(Uploaded(0, 0, 0), *written, strict=True)))

    def paths(self, dataset: str = "articles") -> list[str]:
        """Returns the addresses of all files that are a dataset of all sources now, sorted."""
        names = [
            entry["path"]
            for manifest in self._manifests()
            for entry in manifest["files"]
            if entry["dataset"] == dataset
        ]
        return sorted(f"{self._scheme}{self._root}/{name}" for name in names)

    def _publish_source(self, source: str, root: Path, own: list[Partition], now: datetime) -> Uploaded:
        pointer = f"{_POINTERS}/{source}"
        published = self._read(pointer)
        before = json.loads(self._read(published) or "") if published else {"files": [], "superseded": {}}
        expired = {
            path for path, at in before["superseded"].items() if now - datetime.fromisoformat(at) >= KEPT_FOR
        }
        for path in expired:  # while they are still listed: after a crash the next publication does it
            self._delete(path)
        there = ({entry["path"] for entry in before["files"]} | before["superseded"].keys()) - expired
        entries = [_entry(root, partition) for partition in own]
        new = [(entry, p) for entry, p in zip(entries, own, strict=True) if entry["path"] not in there]
        for entry, partition in new:
            self._upload(root / partition.path, entry["path"])
        if entries == before["files"]:
            return Uploaded(0, 0, 0)
        unused = there - {entry["path"] for entry in entries} | ({published} if published else set())
        superseded = {path: before["superseded"].get(path, now.isoformat()) for path in sorted(unused)}
        manifest = {
            "source": source,
            "published_at": now.isoformat(),
            "files": entries,
            "superseded": superseded,
        }
        self._write(pointer, self._write_manifest(source, manifest))
        return Uploaded(len(new), sum(entry["bytes"] for entry, _ in new), 1)

    def _write_manifest(self, source: str, manifest: dict[str, Any]) -> str:
        content = json.dumps(manifest, indent=1) + "\n"
        name = f"{_MANIFESTS}/{source}/{hashlib.sha256(content.encode()).hexdigest()[:16]}.json"
        self._write(name, content)
        return name

    def _manifests(self) -> Iterator[dict[str, Any]]:
        selector = fs.FileSelector(f"{self._root}/{_POINTERS}", allow_not_found=True)
        for info in self._files.get_file_info(selector):
            pointer = self._read(f"{_POINTERS}/{info.base_name}") if info.extension != "tmp" else None
            if pointer:
                yield json.loads(self._read(pointer) or "")

    def _read(self, name: str) -> str | None:
        path = f"{self._root}/{name}"
        if self._files.get_file_info(path).type is fs.FileType.NotFound:
            return None
        with self._files.open_input_stream(path) as stream:
            return str(stream.read(), "utf-8")

    def _upload(self, path: Path, name: str) -> None:
        with path.open("rb") as source, self._output(name) as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        self._settle(name)

    def _write(self, name: str, content: str) -> None:
        with self._output(name) as sink:
            sink.write(content.encode())
        self._settle(name)

    def _output(self, name: str) -> pa.NativeFile:
        if self._is_local:
            self._files.create_dir(f"{self._root}/{name}".rpartition("/")[0])
        return self._files.open_output_stream(self._beside(name))

    def _settle(self, name: str) -> None:
        """Makes a written file appear as a whole: an object does so by itself when it is closed."""
        if self._is_local:
            self._files.move(self._beside(name), f"{self._root}/{name}")

    def _beside(self, name: str) -> str:
        return f"{self._root}/{name}" + (".tmp" if self._is_local else "")

    def _delete(self, name: str) -> None:
        if self._files.get_file_info(f"{self._root}/{name}").type is not fs.FileType.NotFound:
            self._files.delete_file(f"{self._root}/{name}")


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
