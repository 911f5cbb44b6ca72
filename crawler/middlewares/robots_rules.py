"""What a robots.txt allows, by RFC 9309: 4xx allows everything; 5xx and no answer mean stay away."""

from __future__ import annotations

import codecs
from typing import Final
from urllib.parse import urljoin

from protego import Protego
from scrapy.exceptions import IgnoreRequest

_MAX_BYTES: Final = 512 * 1024  # what RFC 9309 asks a crawler to read at least
_LONGEST_DELAY: Final = 60.0
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class RobotsForbiddenError(IgnoreRequest):
    """Raised for a request that robots.txt forbids; ``whole_site`` says whether it forbids the home page too."""

    def __init__(self, *, whole_site: bool) -> None:
        super().__init__("robots.txt disallows it")
        self.whole_site = whole_site


class RobotsUnreachableError(IgnoreRequest):
    """Raised for every request to a site whose robots.txt cannot be read: a server error, or no answer."""


class Verdict:
    """What one site's robots.txt allows."""

    def __init__(self, rules: Protego | None, unreachable: str | None = None) -> None:
        self._rules = rules
        self._unreachable = unreachable

    def allows(self, url: str, agent: str) -> bool:
        """Returns whether no rule forbids an address."""
        return self._rules is None or self._rules.can_fetch(url, agent)

    def check(self, url: str, agent: str) -> None:
        """Raises RobotsForbiddenError or RobotsUnreachableError where the address must not be fetched."""
        if self._unreachable:
            raise RobotsUnreachableError(self._unreachable)
        if not self.allows(url, agent):
            raise RobotsForbiddenError(whole_site=not self.allows(urljoin(url, "/"), agent))

    def delay(self, agent: str) -> float:
        """Returns the seconds between requests that the site asks for, 0 where it asks for none."""
        asked = self._rules.crawl_delay(agent) if self._rules else None
        return min(float(asked or 0), _LONGEST_DELAY)


def read_robots(status: int, body: bytes) -> Verdict:
    """Returns the verdict of an answer to ``/robots.txt``.

    A body that begins with ``<`` is a web page in its place, which has no rules. The declared type decides nothing,
    since many servers send the rules as HTML, or without a type.
    """
    if status >= 500 or status == 429:
        return Verdict(None, f"robots.txt answers {status}")
    text = _text(body[:_MAX_BYTES])
    if status >= 300 or text.lstrip().startswith("<"):
        return Verdict(None)
    return Verdict(Protego.parse(text))


def _text(body: bytes) -> str:
    """Returns the text of a robots.txt: UTF-8, or UTF-16 by its byte-order mark or its zero bytes."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, "replace")
    if body[:1] == b"\0":
        return body.decode("utf-16-be", "replace")
    if body[1:2] == b"\0":
        return body.decode("utf-16-le", "replace")
    return body.decode("utf-8", "replace")
