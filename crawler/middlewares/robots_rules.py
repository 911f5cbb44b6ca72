"""What a robots.txt allows, by RFC 9309: 4xx allows everything; 5xx and no answer mean stay away."""

from __future__ import annotations

from typing import Final

from protego import Protego
from scrapy.exceptions import IgnoreRequest

_MAX_BYTES: Final = 512 * 1024  # what RFC 9309 asks a crawler to read at least
_LONGEST_DELAY: Final = 60.0


class RobotsForbiddenError(IgnoreRequest):
    """Raised for a request that robots.txt forbids."""


class RobotsUnreachableError(IgnoreRequest):
    """Raised for every request to a site whose robots.txt cannot be read: a server error, or no answer."""


class Verdict:
    """What one site's robots.txt allows."""

    def __init__(self, rules: Protego | None, unreachable: str | None = None) -> None:
        self._rules = rules
        self._unreachable = unreachable

    def check(self, url: str, agent: str) -> None:
        """Raises RobotsForbiddenError or RobotsUnreachableError where the address must not be fetched."""
        if self._unreachable:
            raise RobotsUnreachableError(self._unreachable)
        if self._rules is not None and not self._rules.can_fetch(url, agent):
            raise RobotsForbiddenError("robots.txt disallows it")

    def delay(self, agent: str) -> float:
        """Returns the seconds between requests that the site asks for, 0 where it asks for none."""
        asked = self._rules.crawl_delay(agent) if self._rules else None
        return min(float(asked or 0), _LONGEST_DELAY)


def read_robots(status: int, body: bytes, content_type: str) -> Verdict:
    """Returns the verdict of an answer to ``/robots.txt``; a web page in its place is no rules at all."""
    if status >= 500 or status == 429:
        return Verdict(None, f"robots.txt answers {status}: the site is left alone")
    if status >= 300 or "html" in content_type.lower() or body.lstrip()[:1] == b"<":
        return Verdict(None)
    return Verdict(Protego.parse(body[:_MAX_BYTES].decode("utf-8", "replace")))
