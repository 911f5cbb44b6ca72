"""Several machines publish into one dataset: a directory, or an object store spoken to by its own protocol."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.dataset
import pytest
from support.corpora import rows
from support.crawling import PROGRAM
from support.parquet_rows import NOW, publish_rows, row

from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.snapshot import DATASETS, Partition
from pipelines.snapshot.shared_store import SharedStore, StoreError, Uploaded

S3_SERVER = Path(sys.prefix) / "tools" / "bin" / "moto_server"
DAY = dt.timedelta(days=1)

# One writer of one source, for a process of its own: twelve publications.
WRITER = """
import datetime as dt, sys
from pathlib import Path
from pipelines.snapshot.shared_store import SharedStore
from support.parquet_rows import NOW, publish_rows, row
data, uri, source = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = SharedStore(uri)
for number in range(1, 13):
    now = NOW + number * dt.timedelta(hours=6)
    publish_rows(data, [row(n, source=source) for n in range(number)] , f"s{number}", now=now)
    store.publish(data, [source], now)
"""


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An S3 server on loopback, as HOST:PORT."""
    if not S3_SERVER.exists():
        pytest.skip("`make soak` builds the object store")
    log = tmp_path_factory.mktemp("s3") / "log"  # no pipe: nobody would empty it
    with log.open("w") as sink, subprocess.Popen([S3_SERVER, "-p", "0"], stderr=sink, stdout=sink) as server:
        try:
            while not (found := re.search(r"Running on http://(\S+)", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
            yield found[1]
        finally:
            server.kill()


@pytest.fixture(params=["directory", pytest.param("s3", marks=pytest.mark.soak)])
def uri(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "directory":
        return str(tmp_path / "shared")
    host = request.getfixturevalue("s3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "uji")
    bucket = f"uji-{os.urandom(4).hex()}"
    options = f"endpoint_override={host}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    from pyarrow.fs import FileSystem

    FileSystem.from_uri(f"s3://{bucket}?{options}")[0].create_dir(bucket)
    return f"s3://{bucket}/korpus?{options}"


def read(uri: str, dataset: str = "articles") -> list[dict]:
    """What a reader sees: the rows of the files that the pointers name."""
    found = SharedStore(uri).paths(dataset)
    if not uri.startswith("s3"):
        return pyarrow.dataset.dataset(found).to_table().to_pylist()
    from pyarrow.fs import FileSystem

    files, _ = FileSystem.from_uri(uri)
    inside = [path.removeprefix("s3://") for path in found]
    return pyarrow.dataset.dataset(inside, filesystem=files).to_table().to_pylist()


def ids(uri: str) -> list[str]:
    return sorted(each["article_id"] for each in read(uri))


def everything(uri: str) -> list[str]:
    if not uri.startswith("s3"):
        return sorted(str(path) for path in Path(uri).rglob("*") if path.is_file())
    from pyarrow.fs import FileSelector, FileSystem

    files, root = FileSystem.from_uri(uri)
    return sorted(
        info.path for info in files.get_file_info(FileSelector(root, recursive=True)) if info.is_file
    )


def test_two_machines_publish_into_one_dataset(tmp_path: Path, uri: str) -> None:
    publish_rows(tmp_path / "a", [row(1, source="antaranews"), row(2, source="antaranews")])
    publish_rows(tmp_path / "b", [row(1, source="beritasatu", day=dt.date(2025, 1, 2))])
    assert SharedStore(uri).publish(tmp_path / "a", ["antaranews"], NOW)[::2] == (2, 1)
    assert SharedStore(uri).publish(tmp_path / "b", ["beritasatu"], NOW)[::2] == (2, 1)
    assert ids(uri) == ["antaranews:1", "antaranews:2", "beritasatu:1"]
    key = lambda each: each["article_id"]  # noqa: E731
    assert sorted(read(uri, "revisions"), key=key) == sorted(
        rows(tmp_path / "a", "revisions") + rows(tmp_path / "b", "revisions"), key=key
    )


def test_only_what_changed_is_written_and_the_old_goes_a_day_later(tmp_path: Path, uri: str) -> None:
    data, store = tmp_path / "a", SharedStore(uri)
    old = dt.date(2020, 1, 1)
    publish_rows(data, [row(1), row(2, day=old)])
    store.publish(data, ["berita"], NOW)
    assert store.publish(data, ["berita"], NOW + 2 * DAY) == Uploaded(0, 0, 0)
    kept = [Partition(dataset, "berita", 2020) for dataset in DATASETS]
    publish_rows(data, [row(1), row(3)], "s2", keep=kept, now=NOW + 2 * DAY)
    before = store.paths()
    assert store.publish(data, ["berita"], NOW + 2 * DAY)[::2] == (2, 1)
    assert len(set(store.paths()) & set(before)) == 1
    assert len(everything(uri)) == 4 + 2 + 2 + 1  # files, new ones, manifests, pointer
    assert store.publish(data, ["berita"], NOW + 2.5 * DAY) == Uploaded(0, 0, 0)
    assert store.publish(data, ["berita"], NOW + 3 * DAY) == Uploaded(0, 0, 0)
    assert len(everything(uri)) == 4 + 1 + 1
    assert ids(uri) == ["berita:1", "berita:2", "berita:3"]


def test_a_source_without_rows_is_taken_out(tmp_path: Path, uri: str) -> None:
    publish_rows(tmp_path / "a", [row(1), row(1, source="situs.example")])
    store = SharedStore(uri)
    store.publish(tmp_path / "a", [], NOW)
    assert ids(uri) == ["berita:1", "situs.example:1"]
    publish_rows(tmp_path / "a", [row(1)], "s2")
    store.publish(tmp_path / "a", ["situs.example"], NOW)
    assert ids(uri) == ["berita:1"]


class Crash(BaseException):
    pass


@pytest.mark.parametrize("step", range(5))
def test_a_crash_anywhere_leaves_the_old_or_the_new_and_the_next_one_goes_on(
    tmp_path: Path, uri: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, store = tmp_path / "a", SharedStore(uri)
    publish_rows(data, [row(1)])
    store.publish(data, ["berita"], NOW)
    publish_rows(data, [row(1), row(2)], "s2", now=NOW)
    store.publish(data, ["berita"], NOW)  # leaves files that expire at the next one
    publish_rows(data, [row(1), row(2), row(3)], "s3", now=NOW + 2 * DAY)
    left = step

    def until(work: Callable, *arguments: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise Crash
        return work(*arguments)

    with monkeypatch.context() as patched:
        kind = type(store._store)
        for name in ("upload", "write", "delete"):
            work = getattr(kind, name)
            patched.setattr(kind, name, lambda *a, work=work: until(work, *a))
        with pytest.raises(Crash):
            store.publish(data, ["berita"], NOW + 2 * DAY)
    assert ids(uri) in (["berita:1", "berita:2"], ["berita:1", "berita:2", "berita:3"])
    store.publish(data, ["berita"], NOW + 2 * DAY)
    assert ids(uri) == ["berita:1", "berita:2", "berita:3"]


def pointer_and_manifest(uri: str) -> tuple[Path, Path]:
    pointer = Path(uri) / "current" / "berita"
    return pointer, Path(uri) / pointer.read_text()


def change_manifest(uri: str, **values: object) -> None:
    _, path = pointer_and_manifest(uri)
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


DAMAGES: dict[str, Callable[[str, Path], object]] = {
    "a torn pointer": lambda uri, _: pointer_and_manifest(uri)[0].write_text("manifests/berita/0123"),
    "an empty pointer": lambda uri, _: pointer_and_manifest(uri)[0].write_bytes(b""),
    "a pointer outside": lambda uri, _: pointer_and_manifest(uri)[0].write_text("../../penting.json"),
    "a pointer of another source": lambda uri, _: pointer_and_manifest(uri)[0].write_text(
        f"manifests/lain/{'0' * 16}.json"
    ),
    "a lost manifest": lambda uri, _: pointer_and_manifest(uri)[1].unlink(),
    "a torn manifest": lambda uri, _: pointer_and_manifest(uri)[1].write_text('{"files": [{"pa'),
    "another kind of manifest": lambda uri, _: change_manifest(uri, files={"path": 1}),
    "a file outside": lambda uri, kept: change_manifest(
        uri, superseded={"../kept.txt": "2000-01-01T00:00:00+00:00", str(kept): "2000-01-01T00:00:00+00:00"}
    ),
    "a time without zone": lambda uri, _: change_manifest(
        uri, superseded={f"files/berita/articles/2024-{'0' * 16}.parquet": "2000-01-01"}
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pointer_or_manifest_is_mended_and_nothing_outside_is_touched(
    tmp_path: Path, damage: str
) -> None:
    uri, data, kept = str(tmp_path / "shared"), tmp_path / "a", tmp_path / "kept.txt"
    kept.write_text("penting")
    publish_rows(data, [row(1)])
    SharedStore(uri).publish(data, ["berita"], NOW)
    publish_rows(data, [row(1), row(2)], "s2", now=NOW)
    DAMAGES[damage](uri, kept)
    with pytest.raises(StoreError, match="berita"):
        SharedStore(uri).paths()
    SharedStore(uri).publish(data, ["berita"], NOW)
    assert ids(uri) == ["berita:1", "berita:2"]
    assert kept.read_text() == "penting"
    publish_rows(data, [row(1), row(2), row(3)], "s3", now=NOW + 2 * DAY)
    for days in (2, 4, 6):
        SharedStore(uri).publish(data, ["berita"], NOW + days * DAY)
    assert ids(uri) == ["berita:1", "berita:2", "berita:3"]
    # Files that only the damaged manifest named are gone too: those of now, and those of the publication before.
    assert len(list(Path(uri).glob("files/berita/articles/*"))) <= 2


def test_files_and_their_names_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is synced before it gets its name, and every directory after a name in it has changed."""
    publish_rows(tmp_path / "a", [row(1)])
    events: list[tuple[str, str]] = []
    fsync, rename = os.fsync, Path.replace

    def note_sync(descriptor: int) -> None:
        events.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        fsync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        events.extend([("rename", str(path)), ("named", str(target))])
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", note_sync)
        patched.setattr(Path, "replace", note_rename)
        SharedStore(str(tmp_path / "shared")).publish(tmp_path / "a", ["berita"], NOW)
    named = [path for kind, path in events if kind == "named"]
    assert sorted(named) == everything(str(tmp_path / "shared"))
    for place, (kind, path) in enumerate(events):
        if kind == "rename":
            assert ("sync", path) in events[:place]
        if kind == "named":
            assert events[place + 1] == ("sync", str(Path(path).parent))


def test_a_reader_of_a_directory_that_is_just_made_finds_nothing_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SharedStore(str(tmp_path / "shared"))
    assert store.paths() == []
    (tmp_path / "shared" / "current").mkdir(parents=True)
    (tmp_path / "shared" / "current" / ".berita.tmp").write_text("manifests/ber")
    assert store.paths() == []


def test_writers_and_readers_at_the_same_time_lose_nothing(tmp_path: Path, uri: str) -> None:
    here = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(here)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / source, uri, source], env=environment)
        for source in ("antaranews", "beritasatu")
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        if SharedStore(uri).paths():
            found = ids(uri)
            assert len(found) == len(set(found))
            seen.add(len(found))
    assert [writer.wait() for writer in writers] == [0, 0]
    assert ids(uri) == sorted(f"{s}:{n}" for s in ("antaranews", "beritasatu") for n in range(12))
    assert len(seen) > 1


@pytest.mark.soak
def test_two_processes_crawl_two_sources_into_one_dataset(tmp_path: Path, uri: str) -> None:
    site = make_site(20, 0)
    old = make_site(0, 20)
    with serve(site) as one, serve(old) as other:
        crawls = [
            subprocess.Popen(
                [PROGRAM, "crawl", "--source", source, "--base-url", url, "--delay", "0", "--data", tmp_path / source,
                 "--publish", uri]
            )
            for source, url in (("berita", one.url), ("show_post", other.url))
        ]  # fmt: skip
        assert [crawl.wait(120) for crawl in crawls] == [0, 0]
    wanted = rows(tmp_path / "berita") + rows(tmp_path / "show_post")
    assert ids(uri) == sorted(each["article_id"] for each in wanted)
    assert {each["source"] for each in wanted} == {"berita", "show_post"}


def test_an_address_that_makes_no_sense_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        SharedStore("nowhere://bucket/prefix")
    answer = subprocess.run(
        [PROGRAM, "crawl", "--publish", "nowhere://x", "--data", tmp_path / "data"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, len(answer.stderr.splitlines()), (tmp_path / "data").exists()) == (2, 1, False)


def test_only_one_module_touches_an_object_store() -> None:
    home = Path(__file__).parents[2]
    touching = set()
    for path in [*home.glob("crawler/**/*.py"), *home.glob("pipelines/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            if any(name.startswith("pyarrow.fs") for name in names):
                touching.add(path.name)
    assert touching == {"objects.py"}
