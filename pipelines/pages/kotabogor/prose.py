"""The paragraphs below a title, found by their place in the tree and their wording, not by class names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from lxml import etree

from pipelines.pages.ancestors import inherited
from pipelines.pages.boilerplate import is_boilerplate
from pipelines.text.lines import Line, is_frame

# What may stand between date, title and text: a time, a weekday, a name, a category, ornaments.
_BESIDE: Final = re.compile(
    r"(?:pukul|jam|pkl\.?)? ?\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:wib)?"
    r"|(?:oleh|penulis|kategori|category|editor|sumber|by|author|posted by|diposting oleh|ditulis oleh)\b.{0,60}"
    r"|(?:senin|selasa|rabu|kamis|jum\W?at|sabtu|minggu|ahad),?|admin(?:istrator)?|berita|umum|[\W\d_]+"
)
# What the site says of itself. A report may hold these words too, but does not begin a paragraph with them.
_FOOTER: Final = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bhak cipta (?:dilindungi|milik|pemerintah)|\ball rights? reserved\b"
    r"|^\W*(?:(?:copyright|powered by|dikelola oleh|ikuti kami|(?:website|situs|portal) resmi)\b"
    r"|(?:telp|telepon|fax|faks|e-?mail|pengunjung|alamat)\b ?[.:])",
    re.I,
)
_SENTENCE_END: Final = (".", "!", "?", "…", ")")  # before quotation marks
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_GROUPS: Final = ("ul", "ol", "dl", "table", "blockquote")  # what a text groups lines in by itself
_FARTHEST: Final = 200  # lines between title and text, such as a menu or the list of other articles
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


class Prose(NamedTuple):
    """The lines of a text and the part of the tree around them; no lines and None without one."""

    lines: tuple[Line, ...] = ()
    container: etree._Element | None = None


def is_beside(line: Line) -> bool:
    """Whether the line may stand next to a date or title without being one: a name, a counter, a button."""
    return (bool(_BESIDE.fullmatch(line.text.lower())) and not is_prose(line)) or is_boilerplate(line)


def is_prose(line: Line) -> bool:
    """Whether the line reads like a paragraph, not like a heading or a menu."""
    count = len(line.text.split())
    return not line.is_link and (
        count > 24 or (count > 2 and line.text.rstrip("\"'”’").endswith(_SENTENCE_END))
    )


def prose_below(anchor: etree._Element, following: Iterable[Line | None]) -> Prose:
    """Returns the text nearest to an element among the lines that follow it; None stands for other articles' links.

    The smallest part of the tree with both the anchor and a line of prose holds the text. After links to other
    articles, and in a twin of the text's own part (such as a second column), only prose counts.
    """
    tree = _Tree(anchor)
    text: list[_Placed] = []
    level, core, in_core, is_interrupted = -1, None, 0, False
    for distance, line in enumerate(following):
        if not in_core and distance > _FARTHEST:
            break
        if line is None:
            is_interrupted = in_core > 0
            continue
        if is_boilerplate(line) or (not in_core and is_beside(line)):
            continue
        height, branch = tree.place(line.block)
        if not in_core:
            if height > level:
                level, text = height, []
            core, in_core = branch, int(is_prose(line))
        else:
            is_inside = height == level and (
                branch is core or core is None or in_core == 1 or _is_group(branch)
            )
            if is_interrupted or not is_inside:
                is_near = height == level or _are_twins(core, branch)
                if not is_near or not is_prose(line) or _FOOTER.search(line.text):
                    break
            in_core += branch is core
        text.append(_Placed(line, branch))
    kept = _without_boxes(_without_footer(text, core), core) if in_core else []
    return Prose(tuple(line for line, _ in kept), tree.ancestor(level)) if kept else Prose()


class _Placed(NamedTuple):
    """A line and the child of the text's part of the tree that holds it."""

    line: Line
    branch: etree._Element | None


class _Tree:
    """The places of blocks relative to one element, the anchor."""

    def __init__(self, anchor: etree._Element) -> None:
        self._chain = [anchor, *anchor.iterancestors()]
        self._places: dict[etree._Element, tuple[int, etree._Element | None]] = {
            element: (i, None) for i, element in enumerate(self._chain)
        }

    def place(self, block: etree._Element) -> tuple[int, etree._Element | None]:
        """Returns the steps from the anchor up to the common ancestor, and that ancestor's child with the block."""
        return inherited(block, self._places, (len(self._chain), None), _below)

    def ancestor(self, height: int) -> etree._Element:
        """Returns the ancestor of the anchor so many steps above it."""
        return self._chain[height]


def _below(
    place: tuple[int, etree._Element | None], element: etree._Element
) -> tuple[int, etree._Element | None]:
    """Returns the place of an element from its parent's: a child of the common ancestor is its own branch."""
    height, branch = place
    return height, element if branch is None else branch


def _is_group(branch: etree._Element | None) -> bool:
    return branch is not None and (branch.tag in _GROUPS or is_frame(branch))


def _are_twins(one: etree._Element | None, other: etree._Element | None) -> bool:
    """Whether two parts of the tree are alike: both table cells, or elements of the same tag and class."""
    if one is None or other is None or one.tag != other.tag:
        return False
    return one.tag == "td" or one.get("class", "") == other.get("class") != ""


def _without_footer(text: list[_Placed], core: etree._Element | None) -> list[_Placed]:
    """Returns the text without the site's own lines (copyright, address, counter) at its end.

    In an element that holds several lines of the text, they are the text's.
    """
    own = core if sum(placed.branch is core for placed in text) > 1 else None

    def is_texts(placed: _Placed) -> bool:
        return own is not None and placed.branch is own

    end = len(text)
    while end and is_beside(text[end - 1].line):
        end -= 1
    while end and _FOOTER.search(text[end - 1].line.text) and not is_texts(text[end - 1]):
        end -= 1
        while end and not (is_texts(text[end - 1]) or _may_end_text(text[end - 1])):
            end -= 1
    return text[:end]


def _may_end_text(placed: _Placed) -> bool:
    return is_prose(placed.line) or (_is_group(placed.branch) and not placed.line.is_link)


def _without_boxes(text: list[_Placed], core: etree._Element | None) -> list[_Placed]:
    """Returns the text without boxes (agenda, poll, menu) at its end.

    A box is a group of lines under a heading, or lines without prose begun by a heading, a day or a link.
    """
    groups = [list(group) for _, group in groupby(_without_list(text), key=attrgetter("branch"))]
    while groups and _is_box(groups[-1], core):
        groups.pop()
    return [placed for group in groups for placed in group]


def _without_list(text: list[_Placed]) -> list[_Placed]:
    last = max((i for i, placed in enumerate(text) if is_prose(placed.line)), default=-1)
    for i in range(last + 1, len(text)):
        line, ahead = text[i].line, text[i : i + 2]
        is_list = line.block.tag in _HEADINGS or any(_YEAR.search(placed.line.text) for placed in ahead)
        if is_list or line.is_link:
            return text[:i]
    return text


def _is_box(group: list[_Placed], core: etree._Element | None) -> bool:
    branch = group[0].branch
    if branch is None or branch is core or _is_group(branch):
        return False
    return len(group) > 1 and not is_prose(group[0].line)
