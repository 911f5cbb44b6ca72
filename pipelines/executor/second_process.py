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

from pipelines.pages.page_reading import Reading, Sent, read

_CODE: Final = "from pipelines.executor.second_process import serve; serve()"
_SIZE: Final = 4  # bytes before each message that tell its length


class ReaderDiedError(Exception):
    """Raised for a page that the second process did not answer for."""


class SecondReader:
    """A process that reads pages in the order in which they come. It ends when this one does, however that ends."""

    def __init__(
        self, process: subprocess.Popen[bytes], answers: asyncio.StreamReader, pages: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._answers, self._pages = answers, pages
        self._waiting: deque[asyncio.Future[Reading]] = deque()
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

    async def read(self, page: Sent) -> Reading:
        """Returns what the second process reads in a page. Raises ReaderDiedError where it ended before."""
        if self._receiving.done():
            raise ReaderDiedError("it ended")
        message = pickle.dumps(page, protocol=5)
        self._pages.write(len(message).to_bytes(_SIZE, "big") + message)
        return await self._expect()

    def close(self) -> None:
        """Ends the process, which only reads; pages that wait for an answer get none."""
        self._receiving.cancel()
        self._pages.close()
        self._process.kill()
        self._process.wait()

    def _expect(self) -> asyncio.Future[Reading]:
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
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
    with suppress(OSError), socket.socket(fileno=0) as own, own.makefile("rwb") as stream:
        _send(stream, Reading(None))
        while len(size := stream.read(_SIZE)) == _SIZE:
            page: Sent = pickle.loads(stream.read(int.from_bytes(size, "big")))
            _send(stream, read(page))


def _send(stream: BufferedRWPair, reading: Reading) -> None:
    message = pickle.dumps(reading, protocol=5)
    stream.write(len(message).to_bytes(_SIZE, "big") + message)
    stream.flush()
