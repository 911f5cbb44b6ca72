"""Serves the miniature site on loopback: in a thread of the caller's process, or until told to stop."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import attrs

from crawler.minisite import control
from crawler.minisite.deliveries import Dropped
from crawler.minisite.faults import Faults
from crawler.minisite.messages import App, Request, Response
from crawler.minisite.model import Site
from crawler.minisite.pages import Application, personal

# Nothing but loopback, and no option to change it: the pages imitate a public authority.
LOOPBACK: Final = "127.0.0.1"
_MAX_HEAD: Final = 65536

AnyServer = TypeVar("AnyServer", bound="Server")


@attrs.frozen
class LogEntry:
    """One request as answered; ``time`` in seconds since the epoch, ``status`` as sent."""

    method: str
    path: str
    status: int
    time: float
    headers: dict[str, str]


class Server:
    """An HTTP/1.1 server on loopback for one application, keeping connections alive.

    ``url`` is its address, ``log`` grows by one entry a request. Raises OSError where the port is taken.
    """

    def __init__(self, app: App, port: int = 0) -> None:
        self._socket = socket.create_server((LOOPBACK, port))
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        self.log: list[LogEntry] = []
        self._app = app
        self._connections: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until ``stop`` is set; connections still open then are ended."""
        server = await asyncio.start_server(self._connected, sock=self._socket, limit=_MAX_HEAD)
        await stop.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections)
        # The transports close in the loop's next turn.
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client left
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; returns whether the connection stays open."""
        request = await _read(reader)
        response = self._app(request)
        self.log.append(
            LogEntry(request.method, request.target, response.status, time.time(), request.headers)
        )
        close = response.delivery is not None or request.headers.get("connection", "").lower() == "close"
        head = response.head(close=close)
        body = b"" if request.method == "HEAD" or response.status == 304 else response.body
        if response.delivery is None:
            writer.write(head + body)
            await writer.drain()
        else:
            await _deliver(response.delivery(head, body), writer)
        return not close


class MiniSite(Server):
    """A server of a ``Site`` with its faults; ``site`` and ``faults`` may be changed while it runs."""

    def __init__(self, site: Site, port: int = 0, page_bytes: int = 0) -> None:
        super().__init__(self._respond, port)
        self.site = site
        self.faults = Faults(site)
        self._visitors = 120000
        self._pages = Application(site, page_bytes)

    def _respond(self, request: Request) -> Response:
        if request.path == control.PATH:
            return control.respond(request, self)
        self._visitors += 1
        return personal(self.faults.respond(request, self._pages), self._visitors)


async def _deliver(pieces: AsyncIterator[bytes], writer: asyncio.StreamWriter) -> None:
    try:
        async for piece in pieces:
            writer.write(piece)
            await writer.drain()
    except Dropped:
        # Closing with a linger time of zero makes the system send a reset.
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)


@contextmanager
def running(server: AnyServer) -> Iterator[AnyServer]:
    """Runs a server in a thread for as long as the context lasts, and gives it back."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.run(stop),), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@contextmanager
def serve(site: Site, port: int = 0, page_bytes: int = 0) -> Iterator[MiniSite]:
    """Gives a served site, its address in ``url``, for as long as the context lasts."""
    with running(MiniSite(site, port, page_bytes)) as server:
        yield server
