"""Objects by names: in a directory or in an object store. The only module that touches an object store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from pyarrow import fs

from pipelines.disk import TEMPORARY, replacing, sync


class Store(Protocol):
    """Where the objects are, by names with forward slashes; a write is seen whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """Returns an object's content, None where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Writes an object, or replaces it."""

    def upload(self, path: Path, name: str) -> None:
        """Writes a file's content as an object."""

    def delete(self, name: str) -> None:
        """Removes an object, if it is there."""

    def names(self, prefix: str) -> list[str]:
        """Returns the names of the objects right below a prefix, sorted."""
        ...

    def address(self, name: str) -> str:
        """Returns what a reader opens."""
        ...


class StoreError(Exception):
    """Raised for a ``--publish`` address that cannot be used; the text says why."""


def open_store(uri: str) -> Store:
    """Returns the store at an address: a path, ``file://``, ``s3://BUCKET/PREFIX``, and what else Arrow knows.

    Raises StoreError for an address that makes no sense, OSError where the store does not answer.
    """
    try:
        address = uri if "://" in uri else Path(uri).absolute().as_uri()
        files, root = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, ValueError) as error:
        raise StoreError(f"{uri} is no directory and no object store: {error}") from error
    files.get_file_info(root)  # asked once, before hours of work depend on it
    if isinstance(files, fs.LocalFileSystem):
        return DirectoryStore(Path(root))
    return ObjectStore(files, root, uri.partition("://")[0])


class DirectoryStore:
    """Objects as files below a directory, written durably."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        """Returns a file's content, None where there is none."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Writes a file durably, or replaces it."""
        self._make_parents(self._root / name)
        with replacing(self._root / name) as temporary:
            temporary.write_bytes(content)

    def upload(self, path: Path, name: str) -> None:
        """Copies a file durably."""
        self._make_parents(self._root / name)
        with replacing(self._root / name) as temporary:
            shutil.copyfile(path, temporary)

    def delete(self, name: str) -> None:
        """Removes a file, if it is there."""
        (self._root / name).unlink(missing_ok=True)

    def names(self, prefix: str) -> list[str]:
        """Returns the names of the files in a directory, sorted."""
        folder = self._root / prefix
        # Another machine may make the directory, or a file, at this moment: one look is enough.
        try:
            found = [path.name for path in folder.iterdir()]
        except FileNotFoundError:
            return []
        return sorted(f"{prefix}/{name}" for name in found if not name.endswith(TEMPORARY))

    def address(self, name: str) -> str:
        """Returns a file's path."""
        return str(self._root / name)

    def _make_parents(self, path: Path) -> None:
        if not path.parent.is_dir():
            self._make_parents(path.parent)
            path.parent.mkdir(exist_ok=True)
            sync(path.parent.parent)


class ObjectStore:
    """Objects of an object store, which appear when they are closed."""

    def __init__(self, files: fs.FileSystem, root: str, scheme: str) -> None:
        self._files, self._root, self._scheme = files, root, scheme

    def read(self, name: str) -> bytes | None:
        """Returns an object's content, None where there is none."""
        try:
            with self._files.open_input_stream(f"{self._root}/{name}") as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Writes an object, which appears when it is closed."""
        with self._files.open_output_stream(f"{self._root}/{name}") as sink:
            sink.write(content)

    def upload(self, path: Path, name: str) -> None:
        """Writes a file's content as an object."""
        with path.open("rb") as source, self._files.open_output_stream(f"{self._root}/{name}") as sink:
            shutil.copyfileobj(source, sink)

    def delete(self, name: str) -> None:
        """Removes an object, if it is there."""
        if self._files.get_file_info(f"{self._root}/{name}").type is not fs.FileType.NotFound:
            self._files.delete_file(f"{self._root}/{name}")

    def names(self, prefix: str) -> list[str]:
        """Returns the names of the objects right below a prefix, sorted."""
        selector = fs.FileSelector(f"{self._root}/{prefix}", allow_not_found=True)
        return sorted(
            f"{prefix}/{info.base_name}" for info in self._files.get_file_info(selector) if info.is_file
        )

    def address(self, name: str) -> str:
        """Returns an object's address."""
        return f"{self._scheme}://{self._root}/{name}"
