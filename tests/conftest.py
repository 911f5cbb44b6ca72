from __future__ import annotations

import gc

from hypothesis import settings

from pipelines.executor.collector import collect_less_often

# No test depends on the time it takes, and a busy machine takes any time for one example.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Keeps the garbage collector from looking at the thousands of collected tests again and again."""
    gc.collect()
    gc.freeze()
    collect_less_often()
