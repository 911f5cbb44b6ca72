"""A served site that can be made to misbehave, with a client."""

from collections.abc import Iterator

import pytest
from support.arranged import make_site
from support.http_client import Client
from support.misbehaving import MisbehavingSite, serve


@pytest.fixture
def mini() -> Iterator[MisbehavingSite]:
    """The server of a small site."""
    with serve(make_site(20, 20)) as server:
        yield server


@pytest.fixture
def site(mini: MisbehavingSite) -> Client:
    """A client of the small site."""
    return Client(mini)
