"""The paragraphs below a title, told by where they stand in the tree and how they read, not by names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeVar

from lxml import etree

from pipelines.pages.boilerplate import is_boilerplate
from pipelines.text import Line

_V = TypeVar("_V")

# What may stand between date, title and text: a time, a weekday, a name, a category, ornaments.
_BESIDE: Final = re.compile(
    r"(?:pukul|jam|pkl\.?)? ?\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:wib)?"
    r"|(?:oleh|penulis|kategori|category|editor|sumber|by|author|posted by|diposting oleh|ditulis oleh)\b.{0,60}"
    r"|(?:senin|selasa|rabu|kamis|jum\W?at|sabtu|minggu|ahad),?|admin(?:istrator)?|berita|umum|[\W\d_]+",
    re.I,
)
_FOOTER: Final = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\b(?:copyright|hak cipta|all rights? reserved|powered by|dikelola oleh|ikuti kami)\b"
    r"|\b(?:website|situs|portal) resmi\b|\b(?:telp|telepon|fax|faks|e-?mail|pengunjung|alamat)\b ?[.:]",
    re.I,
)
_SENTENCE_END: Final = re.compile(r"[.!?…)][\"'”’)]*$")
_BOX_START: Final = re.compile(r"\b(?:19|20)\d\d\b")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


class Prose(NamedTuple):
    """The lines of a text and the part of the tree around them; no lines and None without one."""

    lines: tuple[Line, ...] = ()
    container: etree._Element | None = None


def is_beside(line: Line) -> bool:
    """Whether the line may stand next to a date or title without being one: a name, a counter, a button."""
    return bool(_BESIDE.fullmatch(line.text)) or is_boilerplate(line)


def is_prose(line: Line) -> bool:
    """Whether the line reads like a paragraph, not like a heading or a menu."""
    count = len(line.text.split())
    return not line.is_link and (count > 24 or (count > 2 and bool(_SENTENCE_END.search(line.text))))


def prose_below(
    anchor: etree._Element, following: Iterable[tuple[Line, bool]], is_left_out: Callable[[Line], bool]
) -> Prose:
    """Returns the text nearest to an element among the lines that follow it.

    The tree is climbed from the anchor until a line of prose is met; that part of the tree holds the text. Further
    prose counts where a list interrupted the text (the flag of each line), or in a twin of the text's own part,
    such as a second column.
    """
    tree = _Tree(anchor)
    text: list[Line] = []
    level, core, in_core = -1, None, 0
    for line, is_past_list in following:
        if is_left_out(line) or is_beside(line):
            continue
        height, branch = tree.place(line.block)
        if not in_core:
            if height > level:
                level, text = height, []
            if is_prose(line):
                core, in_core = branch, 1
        else:
            is_inside = height == level and (branch is core or core is None or in_core == 1)
            if is_past_list or not is_inside:
                is_near = height == level or _are_twins(core, branch)
                if not is_near or not is_prose(line) or _FOOTER.search(line.text):
                    break
            in_core += branch is core
        text.append(line)
    kept = _without_boxes(_without_footer(text)) if in_core else []
    return Prose(tuple(kept), tree.ancestor(level)) if kept else Prose()


class _Tree:
    """Where blocks stand relative to one element: how far up the common ancestor is, and in which child of it."""

    def __init__(self, anchor: etree._Element) -> None:
        self._chain = [anchor, *anchor.iterancestors()]
        self._places: dict[etree._Element, tuple[int, etree._Element | None]] = {
            element: (i, None) for i, element in enumerate(self._chain)
        }

    def place(self, block: etree._Element) -> tuple[int, etree._Element | None]:
        """Returns (steps from the anchor up to the common ancestor, its child that holds the block, if any)."""
        path: list[etree._Element] = []
        here: etree._Element | None = block
        while here is not None and here not in self._places:
            path.append(here)
            here = here.getparent()
        if not path:
            return self._places[block]
        height, branch = (len(self._chain), None) if here is None else self._places[here]
        place = (height, path[-1] if branch is None else branch)
        self._places.update(dict.fromkeys(path, place))  # each element is climbed over once
        return place

    def ancestor(self, height: int) -> etree._Element:
        """Returns the ancestor of the anchor so many steps above it."""
        return self._chain[height]


def _are_twins(one: etree._Element | None, other: etree._Element | None) -> bool:
    """Whether two parts of the tree are made alike: neighbouring cells, or of the same class."""
    if one is None or other is None or one.tag != other.tag:
        return False
    return one.tag == "td" or one.get("class", "") == other.get("class") != ""


def _without_footer(text: list[Line]) -> list[Line]:
    """Returns the text without the site's own lines, where nothing but the end parts them from it."""
    end = len(text)
    while end and _FOOTER.search(text[end - 1].text):
        end -= 1
        while end and not is_prose(text[end - 1]) and not _FOOTER.search(text[end - 1].text):
            end -= 1
    return text[:end]


def _without_boxes(text: list[Line]) -> list[Line]:
    """Returns the text without a box (agenda, poll, menu) at its end: no prose, begun by a heading, day or link."""
    last = max((i for i, line in enumerate(text) if is_prose(line)), default=-1)
    for i in range(last + 1, len(text)):
        ahead = text[i : i + 2]
        is_box = text[i].block.tag in _HEADINGS or any(_BOX_START.search(line.text) for line in ahead)
        if is_box or text[i].is_link:
            return text[:i]
    return text


def nearest(block: etree._Element, known: dict[etree._Element, _V], default: _V) -> _V:
    """Returns the value of the nearest known ancestor-or-self; remembers it, so that a page takes linear time."""
    path: list[etree._Element] = []
    here: etree._Element | None = block
    while here is not None and here not in known:
        path.append(here)
        here = here.getparent()
    value = default if here is None else known[here]
    known.update(dict.fromkeys(path, value))
    return value
