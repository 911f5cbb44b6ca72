"""What several commands print: numbers of things, and differences between two texts."""

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


def counted(number: int, thing: str) -> str:
    """Returns a number with the name of what it counts, such as ``1 article`` or ``2,000 articles``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
