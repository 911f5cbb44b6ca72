"""What several of these tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from ingest.cluster import Cluster


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A scheduler with two workers."""
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    with ExitStack() as stack:
        running = Cluster(stack)
        running.add_worker()
        running.add_worker()
        yield running
