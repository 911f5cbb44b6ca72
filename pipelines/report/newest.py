"""A collection that keeps only the newest of what is put into it. Pure."""

from __future__ import annotations

import heapq
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Key = tuple[Any, ...]


class Newest(Generic[T]):
    """Keeps the ``limit`` items with the highest keys, which must differ from each other."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[Key, T]] = []

    def add(self, key: Key, item: T) -> None:
        """Puts an item in; the one with the lowest key falls out where there are too many."""
        if len(self._heap) < self._limit:
            heapq.heappush(self._heap, (key, item))
        elif key > self._heap[0][0]:
            heapq.heapreplace(self._heap, (key, item))

    def items(self) -> list[T]:
        """Returns the items, the highest key first."""
        return [item for _, item in sorted(self._heap, key=lambda pair: pair[0], reverse=True)]
