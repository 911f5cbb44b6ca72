"""Values that an element inherits from its ancestors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lxml import etree

_V = TypeVar("_V")


def inherited(
    element: etree._Element,
    known: dict[etree._Element, _V],
    default: _V,
    derive: Callable[[_V, etree._Element], _V] = lambda value, _: value,
) -> _V:
    """Returns the value of an element, derived from its parent's; ``default`` is that above the root.

    ``known`` holds the values of elements that are known already, and gets those of the others on the way up.
    One ``known`` for a page makes the time for all its elements linear.
    """
    if element in known:
        return known[element]
    path = [element]
    here = element.getparent()
    while here is not None and here not in known:
        path.append(here)
        here = here.getparent()
    value = default if here is None else known[here]
    for below in reversed(path):
        value = known[below] = derive(value, below)
    return value
