"""Misbehaviour of the miniature site: one small fault each, and the rules that say when it shows."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

import attrs

from crawler.minisite.messages import App, Request, Response
from crawler.minisite.model import Site
from support.misbehaving import content, transport
from support.misbehaving.fault import Factory, Fault

ARTICLE: Final = r"/berita-detail/|/show_post/detail/"
FACTORIES: Final[dict[str, Factory]] = {**transport.FACTORIES, **content.FACTORIES}
_RULE: Final = re.compile(
    r"(?P<name>\w+)(?:=(?P<arg>\S*))?(?:\s+on\s+(?P<on>\S+))?(?:\s+every\s+(?P<every>\d+))?"
    r"(?:\s+times\s+(?P<times>\d+))?"
)


@attrs.define
class Rule:
    """When a fault shows: on targets that ``on`` is found in, every Nth of them, at most ``times``."""

    fault: Fault
    on: re.Pattern[str]
    every: int
    times: int | None
    _seen: int = 0
    _shown: int = 0

    def applies(self, request: Request) -> bool:
        """Counts a request and returns whether the fault shows on it."""
        if not self.on.search(request.target) or self._shown == self.times:
            return False
        self._seen += 1
        if self._seen % self.every:
            return False
        self._shown += 1
        return True


class Faults:
    """The rules in force on a site. A later rule changes the response that earlier rules have made."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rules: list[Rule] = []

    def add(
        self, name: str, arg: str = "", *, on: str | None = None, every: int = 1, times: int | None = None
    ) -> None:
        """Adds a fault. With ``every`` and without ``on``, it shows on every Nth request for an article.

        Raises ValueError for a name that is not in ``FACTORIES`` or an argument the fault does not know.
        """
        if name not in FACTORIES:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(sorted(FACTORIES))}")
        pattern = on if on is not None else ARTICLE if every > 1 else ""
        self._rules.append(Rule(FACTORIES[name](arg, self._site), re.compile(pattern), every, times))

    def add_rule(self, text: str) -> None:
        """Adds a fault written as ``NAME[=ARG] [on REGEX] [every N] [times N]``. Raises ValueError."""
        match = _RULE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a fault: {text!r}")
        times = match["times"]
        self.add(
            match["name"],
            match["arg"] or "",
            on=match["on"],
            every=int(match["every"] or 1),
            times=int(times) if times else None,
        )

    def clear(self) -> None:
        """Removes all faults."""
        self._rules.clear()

    def respond(self, request: Request, app: App) -> Response:
        """Returns the application's answer, with every fault that shows on this request."""
        for rule in self._rules:
            if rule.applies(request):
                app = partial(_apply, rule.fault, app)
        return app(request)


def _apply(fault: Fault, app: App, request: Request) -> Response:
    return fault(request, app)
