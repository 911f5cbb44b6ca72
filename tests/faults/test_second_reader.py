"""The second process that reads pages: it reads as the first one does, and whatever befalls it costs nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from faulty import Faulty
from support.arranged import make_site
from support.corpora import rows
from support.misbehaving import serve

from pipelines import item_pipelines
from pipelines.addresses import identify
from pipelines.article import RawPage
from pipelines.executor.second_process import ReaderDiedError, SecondReader
from pipelines.ingest.importing import Task
from pipelines.item import Fetched
from pipelines.item_pipelines import ExtractPipeline
from pipelines.pages import page_to_row
from pipelines.pages.page_to_row import EXTRACTOR_ERROR, Extraction, extract_columns

T = TypeVar("T")


def task(number: int, body: bytes) -> Task:
    address = identify(f"https://kotabogor.go.id/berita-detail/{number}")
    assert address is not None
    fetched_at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return RawPage(body, address.url, fetched_at, "text/html; charset=utf-8"), address, None


@pytest.fixture(scope="module")
def pages() -> list[Task]:
    """Articles, and what is none."""
    with serve(make_site(5, 0)) as server:
        found = [
            task(post.post_id, urllib.request.urlopen(server.url + post.path).read())
            for post in server.site.posts()
        ]
    return [
        *found,
        task(90, b""),
        task(91, b"<html><title>404</title>tidak ditemukan</html>"),
        task(92, b"\0" * 999),
    ]


def with_reader(use: Callable[[SecondReader], Awaitable[T]]) -> T:
    async def main() -> T:
        reader = await SecondReader.start()
        try:
            return await use(reader)
        finally:
            reader.close()

    return asyncio.run(main())


def pid_of(reader: SecondReader) -> int:
    return reader._process.pid


def test_it_reads_what_the_first_process_reads(pages: list[Task]) -> None:
    async def all_at_once(reader: SecondReader) -> list[Extraction]:
        return await asyncio.gather(*(reader.read(*page) for page in pages))

    answers = with_reader(all_at_once)
    assert answers == [extract_columns(*page) for page in pages]
    assert [answer.columns is None for answer in answers] == [False] * 5 + [True] * 3


def test_a_page_larger_than_any_buffer_comes_through(pages: list[Task]) -> None:
    page, *whose = pages[0]
    large = page._replace(body=page.body + b"<!-- -->" * 1_000_000), *whose
    assert with_reader(lambda reader: reader.read(*large)) == extract_columns(*large)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_the_first_processs_affair(pages: list[Task], number: int) -> None:
    async def told(reader: SecondReader) -> Extraction:
        os.kill(pid_of(reader), number)
        return await reader.read(*pages[0])

    assert with_reader(told).columns


def test_pages_that_wait_when_it_dies_are_given_back(pages: list[Task]) -> None:
    async def bereaved(reader: SecondReader) -> list[object]:
        waiting = [asyncio.ensure_future(reader.read(*page)) for page in pages]
        await asyncio.sleep(0)
        os.kill(pid_of(reader), signal.SIGKILL)
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        with pytest.raises(ReaderDiedError):
            await reader.read(*pages[0])
        return [*answers]

    answers = with_reader(bereaved)
    right = [extract_columns(*page) for page in pages]
    assert all(isinstance(a, ReaderDiedError) or a == r for a, r in zip(answers, right, strict=True))
    assert any(isinstance(answer, ReaderDiedError) for answer in answers)


def test_one_that_cannot_be_started_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReaderDiedError, match="nowhere"):
        asyncio.run(SecondReader.start())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReaderDiedError):
        asyncio.run(SecondReader.start())


LONELY = """
import asyncio
from pipelines.executor.second_process import SecondReader
async def main():
    reader = await SecondReader.start()
    print(reader._process.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def test_it_ends_with_the_first_process_however_that_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", LONELY], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.kill()
    for _ in range(1000):
        if not is_running(second):
            return
        time.sleep(0.02)
    pytest.fail("it is an orphan")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # nobody may be there to reap it


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[SecondReader]:
    """The second readers that crawls start, soon; the crawls wait for them, or a small site would be done before."""
    found: list[SecondReader] = []
    start = SecondReader.start

    async def noted() -> SecondReader:
        found.append(await start())
        return found[-1]

    read_soon = ExtractPipeline._extract

    async def patiently(pipeline: ExtractPipeline, item: Fetched) -> Extraction:
        if pipeline._second is not None:
            await asyncio.wait([pipeline._second])
        return await read_soon(pipeline, item)

    monkeypatch.setattr(item_pipelines, "_ALONE", 3)
    monkeypatch.setattr(ExtractPipeline, "_extract", patiently)
    monkeypatch.setattr(SecondReader, "start", noted)
    return found


def test_a_crawl_with_two_readers_makes_the_same_corpus(
    faulty: Faulty, crawled: Path, started: list[SecondReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = [], SecondReader.read

    async def noted(reader: SecondReader, page: RawPage, *whose: Any) -> Extraction:
        asked.append(page.url)
        return await ask(reader, page, *whose)

    monkeypatch.setattr(SecondReader, "read", noted)
    faulty.fault("status=404 on /berita-detail/5$")
    assert faulty.night().code == 0
    faulty.heal()
    assert faulty.night(later=24).code == 0
    assert asked
    assert not any(is_running(pid_of(reader)) for reader in started)
    assert (faulty.wrong(), faulty.broken()) == ([], [])
    changing = {"first_seen_at", "fetched_at", "archive_file", "archive_offset"}
    assert [
        {k: v for k, v in row.items() if k not in changing}
        for row in rows(faulty.data)
        if row["article_id"] != "berita:5"
    ] == [
        {k: v for k, v in row.items() if k not in changing}
        for row in rows(crawled)
        if row["article_id"] != "berita:5"
    ]


def test_a_second_reader_that_is_killed_costs_nothing(
    faulty: Faulty, started: list[SecondReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = SecondReader.read

    async def deadly(reader: SecondReader, page: RawPage, *whose: Any) -> Extraction:
        os.kill(pid_of(reader), signal.SIGKILL)
        return await ask(reader, page, *whose)

    monkeypatch.setattr(SecondReader, "read", deadly)
    assert faulty.night().code == 0
    assert len(started) > 0
    assert (faulty.wrong(), faulty.broken()) == ([], [])
    assert "second process" in faulty.log


def test_a_crawl_with_pauses_reads_alone(faulty: Faulty, started: list[SecondReader]) -> None:
    assert faulty.night(overrides={"DOWNLOAD_DELAY": 0.01}).code == 0
    assert started == []


def test_an_error_of_the_extractors_own_is_told_with_its_trace(
    pages: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    def choke(*_: object, **__: object) -> None:
        raise RuntimeError("a thistle")

    monkeypatch.setattr(page_to_row, "extract", choke)
    answer = extract_columns(*pages[0])
    assert (answer.columns, answer.reason, answer.detail) == (
        None,
        EXTRACTOR_ERROR,
        "RuntimeError: a thistle",
    )
    assert "in choke" in answer.trace
