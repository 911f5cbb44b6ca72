"""A served miniature site with faults, and how an answer that goes wrong on the wire is sent."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crawler.minisite.messages import Request, Response
from crawler.minisite.model import Site
from crawler.minisite.server import MiniSite, Server, running
from support.misbehaving import control
from support.misbehaving.deliveries import Delivered, Dropped
from support.misbehaving.faults import Faults


class BrokenSender(Server):
    """A server that also sends answers with a ``delivery`` of their own; it closes the connection after one."""

    async def send(
        self, response: Response, writer: asyncio.StreamWriter, *, bodiless: bool, close: bool
    ) -> bool:
        if not isinstance(response, Delivered):
            return await super().send(response, writer, bodiless=bodiless, close=close)
        try:
            async for piece in response.delivery(
                response.head(close=True), b"" if bodiless else response.body
            ):
                writer.write(piece)
                await writer.drain()
        except Dropped:
            # Closing with a linger time of zero makes the system send a reset.
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


class MisbehavingSite(BrokenSender, MiniSite):
    """A served site with its ``faults``; both may be changed while it is served."""

    def __init__(self, site: Site, port: int = 0, page_bytes: int = 0) -> None:
        super().__init__(site, port, page_bytes)
        self.faults = Faults(site)

    def page(self, request: Request) -> Response:
        return self.faults.respond(request, super().page)

    def respond(self, request: Request) -> Response:
        if request.path == control.PATH:
            return control.answer(request, self.carry_out)
        return super().respond(request)

    def carry_out(self, order: dict[str, Any]) -> object:
        match order:
            case {"do": "fault", "rule": rule}:
                self.faults.add_rule(rule)
            case {"do": "clear"}:
                self.faults.clear()
            case _:
                return control.carry_out(order, self.site, self.log)
        return {}


@contextmanager
def serve(site: Site, port: int = 0, page_bytes: int = 0) -> Iterator[MisbehavingSite]:
    """Serves a site while the context lasts, and yields its server."""
    with running(MisbehavingSite(site, port, page_bytes)) as server:
        yield server
