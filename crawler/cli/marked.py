"""Differences between two texts, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from pipelines.text.differences import Piece

# As `wdiff` marks them, so that they can be told apart without colours too.
_MARKS = {"same": ("{}", ""), "removed": ("[-{}-]", "red"), "added": ("{{+{}+}}", "green")}


def marked(pieces: Iterable[Piece]) -> Text:
    """Returns the text with what was removed in ``[-…-]`` and red, what was added in ``{+…+}`` and green."""
    from rich.text import Text

    from pipelines.text.terminal import safe

    text = Text()
    for kind, part in pieces:
        frame, style = _MARKS[kind]
        text.append(frame.format(safe(part)), style)
    return text
