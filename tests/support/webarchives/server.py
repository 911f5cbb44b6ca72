"""Serves a stand-in for a web archive, with faults."""

from __future__ import annotations

import time

from crawler.minisite.messages import App, Request, Response
from crawler.minisite.model import Site
from support.misbehaving.faults import Faults
from support.misbehaving.server import BrokenSender


class ArchiveServer(BrokenSender):
    """Serves one archive on loopback, with faults, and an own answer to clients that ask too fast.

    A request sooner than ``pause`` seconds after the last gets ``too_fast`` and ``Retry-After: 1``.
    """

    def __init__(self, archive: App, pause: float = 0.0, too_fast: int = 429, port: int = 0) -> None:
        super().__init__(self._respond, port)
        self.faults = Faults(Site())
        self._archive = archive
        self._pause = pause
        self._too_fast = too_fast
        self._last = float("-inf")

    def _respond(self, request: Request) -> Response:
        now = time.monotonic()
        early, self._last = now - self._last < self._pause, now
        if early:
            return Response(self._too_fast, b"Too fast", (("Retry-After", "1"),))
        return self.faults.respond(request, self._archive)
