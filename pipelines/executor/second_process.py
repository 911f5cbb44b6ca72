"""A second process that reads pages, for a crawl that fetches faster than one process can read."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from io import BufferedRWPair
from typing import Final

from pipelines.addresses import Address
from pipelines.article import Card, RawPage
from pipelines.executor.collector import collect_less_often
from pipelines.pages.page_to_row import Extraction, extract_columns

_CODE: Final = "from pipelines.executor.second_process import serve; serve()"
_SIZE: Final = 4  # bytes of the length before each message


class ReaderDiedError(Exception):
    """Raised for a page that the second process gave no answer for."""


class SecondReader:
    """A process that extracts pages in the order in which they are sent. It ends when this process ends."""

    def __init__(
        self, process: subprocess.Popen[bytes], answers: asyncio.StreamReader, pages: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._answers, self._pages = answers, pages
        self._waiting: deque[asyncio.Future[Extraction]] = deque()
        self._receiving = asyncio.ensure_future(self._receive())

    @classmethod
    async def start(cls) -> SecondReader:
        """Returns a reader that is ready. Raises ReaderDiedError where it can't be started."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _CODE],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                )
            answers, pages = await asyncio.open_connection(sock=ours)
        except OSError as error:
            ours.close()
            raise ReaderDiedError(str(error)) from error
        reader = cls(process, answers, pages)
        try:
            await reader._expect()
        except BaseException:
            reader.close()
            raise
        return reader

    async def read(self, page: RawPage, address: Address, card: Card | None) -> Extraction:
        """Returns what ``extract_columns`` returns there. Raises ReaderDiedError where the process ended before."""
        if self._receiving.done():
            raise ReaderDiedError("it ended")
        message = pickle.dumps((page, address, card), protocol=5)
        self._pages.write(len(message).to_bytes(_SIZE, "big") + message)
        return await self._expect()

    def close(self) -> None:
        """Ends the process, which only reads; pages that wait for an answer get none."""
        self._receiving.cancel()
        self._pages.close()
        self._process.kill()
        self._process.wait()

    def _expect(self) -> asyncio.Future[Extraction]:
        answer: asyncio.Future[Extraction] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        return answer

    async def _receive(self) -> None:
        try:
            while True:
                size = await self._answers.readexactly(_SIZE)
                message = await self._answers.readexactly(int.from_bytes(size, "big"))
                answer = self._waiting.popleft()
                if not answer.done():
                    answer.set_result(pickle.loads(message))
        except (OSError, EOFError) as error:
            self._process.kill()
            self._process.wait()
            for answer in self._waiting:
                if not answer.done():
                    answer.set_exception(ReaderDiedError(str(error)))


def serve() -> None:
    """Reads the pages that come through standard input, a socket, until it ends."""
    # Signals are for the first process, which ends this one by closing the socket.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    collect_less_often()
    with suppress(OSError), socket.socket(fileno=0) as own, own.makefile("rwb") as stream:
        _send(stream, Extraction(None))
        while len(size := stream.read(_SIZE)) == _SIZE:
            _send(stream, extract_columns(*pickle.loads(stream.read(int.from_bytes(size, "big")))))


def _send(stream: BufferedRWPair, extraction: Extraction) -> None:
    message = pickle.dumps(extraction, protocol=5)
    stream.write(len(message).to_bytes(_SIZE, "big") + message)
    stream.flush()
