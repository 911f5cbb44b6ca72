"""Faults of the transport: status codes, waits, broken bodies, bombs, redirects."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

import attrs

from crawler.minisite.messages import App, Request, Response, page, redirect
from crawler.minisite.model import Site
from support.misbehaving import deliveries
from support.misbehaving.deliveries import Delivery, delivered
from support.misbehaving.fault import Factory, Fault

_HOST: Final = "//kotabogor.go.id"


def _retry_after(arg: str) -> str:
    """Returns a header value: ``date+SECONDS`` becomes an HTTP date that far from now, all else stays."""
    if not arg.startswith("date"):
        return arg
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(arg.removeprefix("date")))
    return format_datetime(moment, usegmt=True)


def status(arg: str, _: Site) -> Fault:
    """``CODE[:RETRY_AFTER]``: that status, where RETRY_AFTER is any text or ``date+SECONDS``."""
    code, __, wait = arg.partition(":")
    number = int(code)

    def fault(request: Request, app: App) -> Response:
        response = page(f"<html><body><h1>{number}</h1></body></html>", number)
        return response.with_headers(("Retry-After", _retry_after(wait))) if wait else response

    return fault


def failing(arg: str, _: Site) -> Fault:
    """``N``: each address answers 500 N times, then as it should."""
    limit, seen = int(arg or 3), Counter[str]()

    def fault(request: Request, app: App) -> Response:
        seen[request.target] += 1
        if seen[request.target] <= limit:
            return page("<html><body>Internal Server Error</body></html>", 500)
        return app(request)

    return fault


def _delivered(delivery: Delivery) -> Factory:
    def factory(_: str, __: Site) -> Fault:
        return lambda request, app: delivered(app(request), delivery)

    factory.__doc__ = delivery.__doc__
    return factory


def cut(arg: str, site: Site) -> Fault:
    """``[SHARE]``: the body ends early (after half of it) although its length was announced."""
    return _delivered(deliveries.cut(float(arg or 0.5)))(arg, site)


def _chunked(delivery: Delivery) -> Factory:
    def factory(_: str, __: Site) -> Fault:
        def fault(request: Request, app: App) -> Response:
            response = app(request).with_headers(("Transfer-Encoding", "chunked"))
            return delivered(response, delivery)

        return fault

    factory.__doc__ = delivery.__doc__
    return factory


def drip(arg: str, site: Site) -> Fault:
    """``[SECONDS]``: the body comes byte by byte with that pause (0.2 s)."""
    return _delivered(deliveries.drip(float(arg or 0.2)))(arg, site)


def huge(arg: str, site: Site) -> Fault:
    """``[MEGABYTES]``: a page of 500 MB, made while it is sent."""
    return _chunked(deliveries.huge(int(arg or 500)))(arg, site)


def bomb(arg: str, _: Site) -> Fault:
    """``ENCODING[:MEGABYTES]``: a small gzip, br or zstd body that unfolds to 100 MB."""
    encoding, __, size = arg.partition(":")
    if encoding not in ("gzip", "br", "zstd"):
        raise ValueError(f"not an encoding: {encoding!r}")

    def fault(request: Request, app: App) -> Response:
        body = deliveries.bomb(encoding, int(size or 100))
        response = attrs.evolve(app(request), status=200, body=body)
        return response.with_headers(("Content-Encoding", encoding))

    return fault


def redirect_home(_: str, __: Site) -> Fault:
    """Leads to the home page."""
    return lambda request, app: app(request) if request.path == "/" else redirect("/")


def redirect_loop(_: str, __: Site) -> Fault:
    """Leads from one address to another and back."""
    return lambda request, app: redirect(_with_hop(request, 1 - _hop(request)))


def redirect_chain(arg: str, _: Site) -> Fault:
    """``[N]``: N redirects (21), then the page."""
    length = int(arg or 21)

    def fault(request: Request, app: App) -> Response:
        hop = _hop(request)
        return app(request) if hop >= length else redirect(_with_hop(request, hop + 1))

    return fault


def scheme_circle(_: str, __: Site) -> Fault:
    """Leads from http to https and from https to http, for ever."""
    turns = Counter[str]()

    def fault(request: Request, app: App) -> Response:
        turns[request.target] += 1
        scheme = "https:" if turns[request.target] % 2 else "http:"
        return redirect(scheme + _HOST + request.target, 301)

    return fault


def redirect_host(arg: str, _: Site) -> Fault:
    """``[URL]``: leads to another host, as hacked pages do."""
    target = arg or "http://slot-gacor.invalid/"
    return lambda request, app: redirect(target)


def _hop(request: Request) -> int:
    return int(request.parameter("hop", "0"))


def _with_hop(request: Request, hop: int) -> str:
    query = [(k, v) for k, v in parse_qsl(request.target.partition("?")[2]) if k != "hop"]
    return f"{request.path}?{urlencode([*query, ('hop', hop)])}"


FACTORIES: Final[dict[str, Factory]] = {
    "status": status,
    "failing": failing,
    "cut": cut,
    "drop": _delivered(deliveries.dropped),
    "drop_middle": _delivered(deliveries.dropped_later),
    "broken_chunks": _chunked(deliveries.broken_chunks),
    "unfinished_chunks": _chunked(deliveries.unfinished_chunks),
    "hang": _delivered(deliveries.silence),
    "drip": drip,
    "huge": huge,
    "bomb": bomb,
    "redirect_home": redirect_home,
    "redirect_loop": redirect_loop,
    "redirect_chain": redirect_chain,
    "scheme_circle": scheme_circle,
    "redirect_host": redirect_host,
}
