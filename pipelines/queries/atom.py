"""Changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final
from xml.etree import ElementTree as ET

from pipelines.queries.article_changes import Change
from pipelines.text.differences import Piece

_ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMES: Final = {"new": "New", "edited": "Edited", "unlisted": "Unlisted", "gone": "Gone", "back": "Back"}
# The names that feed and entries are told apart by are made from this one; it must never change.
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://kotabogor.go.id/#bogor-news")
# Everything that XML 1.0 cannot hold.
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS: Final = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}


def feed(changes: Sequence[Change], since: dt.datetime) -> bytes:
    """Returns the feed of changes, newest first; the same changes give the same bytes.

    ``since`` is when the feed was last updated if it has no entry.
    """
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", f"urn:uuid:{_NAMESPACE}")
    _add(root, "title", "Bogor news corpus: changes")
    _add(
        root,
        "subtitle",
        "Articles of Bogor's city government that became new, edited, unlisted, gone or came back",
    )
    _add(root, "updated", _moment(changes[0].at if changes else since))
    _add(_add(root, "author"), "name", "bogor-news")
    for change in changes:
        _add_entry(root, change)
    ET.indent(root)
    return ET.tostring(root, "unicode").encode()


def _add_entry(root: ET.Element, change: Change) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{change.article_id} {change.revision}')}")
    _add(entry, "title", f"{_NAMES[change.change]}: {change.title or change.article_id}")
    _add(entry, "updated", _moment(change.at))
    _add(entry, "link", rel="alternate", href=change.url)
    _add(entry, "category", term=change.change)
    _add(entry, "content", _content(change), type="html")


def _content(change: Change) -> str:
    if not change.differences:
        return f"<p>{escape(change.lead)}</p>"
    return "".join(f"<p>{name}: {_marked(pieces)}</p>" for name, pieces in change.differences)


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(_MARKS[kind].format(escape(text).replace("\n", "<br>")) for kind, text in pieces)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    element.text = None if text is None else _NOT_XML.sub("", text)
    return element


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
