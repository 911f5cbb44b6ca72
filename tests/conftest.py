from __future__ import annotations

import gc

from pipelines.executor.collector import collect_less_often


def pytest_collection_finish() -> None:
    """Keeps the garbage collector from looking at the thousands of collected tests again and again."""
    gc.collect()
    gc.freeze()
    collect_less_often()
