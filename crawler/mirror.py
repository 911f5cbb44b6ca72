"""The mapping between the site's own addresses and those below ``--base-url`` that are fetched."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

import attrs

from pipelines.addresses import HOME, host_of


def is_loopback(url: str) -> bool:
    """Returns whether an address is on this machine, where requests need no pauses."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@attrs.frozen
class Mirror:
    """Maps addresses of one site between their own form and the one they are fetched under.

    ``base`` replaces ``home``. Without a base, the site is asked as ``home`` spells it.
    """

    base: str | None = None
    home: str = HOME

    def to_fetch(self, url: str) -> str:
        """Returns where an address of the site is fetched; other hosts' addresses come back unchanged."""
        if host_of(url) != host_of(self.home):
            return url
        parts, base = urlsplit(url), urlsplit(self.base or self.home)
        path = base.path.rstrip("/") + (parts.path or "/")
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    def to_follow(self, url: str) -> str:
        """Returns the address to follow a redirect to; without a base it is the exact one, or it might be circular."""
        return self.to_fetch(url) if self.base else url

    def to_site(self, url: str) -> str:
        """Returns the site's own address for a fetched one; other addresses come back unchanged."""
        if self.base is None:
            return url
        parts, base = urlsplit(url), urlsplit(self.base)
        prefix = base.path.rstrip("/")
        if parts.netloc.lower() != base.netloc.lower() or not parts.path.startswith(prefix + "/"):
            return url
        home = urlsplit(self.home)
        return urlunsplit((home.scheme, home.netloc, parts.path[len(prefix) :], parts.query, ""))

    def is_own(self, url: str) -> bool:
        """Returns whether an address, fetched or not, belongs to the site."""
        return host_of(self.to_site(url)) == host_of(self.home)
