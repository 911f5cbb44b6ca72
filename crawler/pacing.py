"""When each site may be sent its next request: the pauses between requests, kept for the whole run."""

from __future__ import annotations

from time import monotonic
from typing import Final
from urllib.parse import urlsplit

# After a slow answer the site rests as long as the answer took, this many seconds at most.
_LONGEST_REST: Final = 30.0


class Pacing:
    """The moments on the monotonic clock before which a site is sent no request; shared by the spiders of a run."""

    def __init__(self) -> None:
        self._next_at: dict[str, float] = {}
        self._delays: dict[str, float] = {}

    def seconds_left(self, url: str) -> float:
        """Returns for how many seconds the site of an address is still left alone, 0 or less where it is free."""
        return self._next_at.get(_site(url), 0.0) - monotonic()

    def keep_delay(self, url: str, seconds: float) -> None:
        """Keeps at least this pause between requests to a site, as its robots.txt asks."""
        if seconds > self._delays.get(_site(url), 0.0):
            self._delays[_site(url)] = seconds
            self.leave_alone(url, seconds)

    def note_sent(self, url: str, delay: float) -> None:
        """Notes that a request is sent now: the next one waits for ``delay``, or longer where the site asks for it."""
        self.leave_alone(url, max(delay, self._delays.get(_site(url), 0.0)))

    def note_answered(self, url: str, seconds: float) -> None:
        """Notes that an answer took so many seconds."""
        self.leave_alone(url, min(seconds, _LONGEST_REST))

    def leave_alone(self, url: str, seconds: float) -> None:
        """Sends a site nothing for so many seconds from now."""
        self._next_at[_site(url)] = max(self._next_at.get(_site(url), 0.0), monotonic() + seconds)


def _site(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
