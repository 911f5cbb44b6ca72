"""Served miniature sites, each with a client."""

from collections.abc import Iterator

import pytest
from support.arranged import make_site
from support.http_client import Client

from crawler.minisite.server import MiniSite, serve


@pytest.fixture(scope="session")
def quiet() -> Iterator[Client]:
    """A client of a site that no test changes."""
    with serve(make_site()) as server:
        yield Client(server)


@pytest.fixture
def mini() -> Iterator[MiniSite]:
    """The server of a small site that the test may change."""
    with serve(make_site(20, 20)) as server:
        yield server


@pytest.fixture
def site(mini: MiniSite) -> Client:
    """A client of the small site."""
    return Client(mini)
