"""Serves the miniature site on loopback, in a thread of the caller's process."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from crawler.minisite.messages import App, LogEntry, Request, Response
from crawler.minisite.model import Site
from crawler.minisite.pages import Application, personal

# Nothing but loopback, and no option to change it: the pages imitate a public authority.
LOOPBACK: Final = "127.0.0.1"
_MAX_HEAD: Final = 65536

AnyServer = TypeVar("AnyServer", bound="Server")


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
        bodiless = request.method == "HEAD" or response.status == 304
        close = request.headers.get("connection", "").lower() == "close"
        return await self.send(response, writer, bodiless=bodiless, close=close)

    async def send(
        self, response: Response, writer: asyncio.StreamWriter, *, bodiless: bool, close: bool
    ) -> bool:
        """Sends a response; returns whether the connection stays open."""
        writer.write(response.head(close=close) + (b"" if bodiless else response.body))
        await writer.drain()
        return not close


class MiniSite(Server):
    """A server of a ``Site``, which may be changed while it is served."""

    def __init__(self, site: Site, port: int = 0, page_bytes: int = 0) -> None:
        super().__init__(self.respond, port)
        self.site = site
        self._visitors = 120000
        self._pages: App = Application(site, page_bytes)

    def page(self, request: Request) -> Response:
        """Returns the page that is asked for, before it is made personal."""
        return self._pages(request)

    def respond(self, request: Request) -> Response:
        """Returns the answer to one request, with its own token, counter and cookies."""
        self._visitors += 1
        return personal(self.page(request), self._visitors)


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
    """Runs a server in a thread while the context lasts, and yields it."""
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
    """Serves a site while the context lasts, and yields its server; ``url`` is the address."""
    with running(MiniSite(site, port, page_bytes)) as server:
        yield server
