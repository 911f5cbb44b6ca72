"""Values of the contract's columns as SQLite stores them, and back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from pipelines.schema import COLUMNS, Kind, Row

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_WIB: Final = ZoneInfo("Asia/Jakarta")

SQL_TYPES: Final[dict[Kind, str]] = {
    "string": "TEXT",
    "int32": "INTEGER",
    "int64": "INTEGER",
    "date": "TEXT",
    "wib": "INTEGER",
    "utc": "INTEGER",
    "links": "TEXT",
    "strings": "TEXT",
    "images": "TEXT",
}


def to_micros(moment: dt.datetime) -> int:
    """Returns microseconds since 1970 UTC. Raises TypeError for a moment without zone."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> dt.datetime:
    """Returns the UTC moment of so many microseconds since 1970."""
    return _EPOCH + micros * _MICROSECOND


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_ENCODE: Final[dict[Kind, Callable[[Any], Any]]] = {
    "date": lambda v: v.isoformat(),
    "wib": to_micros,
    "utc": to_micros,
    "links": _json,
    "strings": _json,
    "images": _json,
}
_DECODE: Final[dict[Kind, Callable[[Any], Any]]] = {
    "date": dt.date.fromisoformat,
    "wib": lambda v: from_micros(v).astimezone(_WIB),
    "utc": from_micros,
    "links": json.loads,
    "strings": json.loads,
    "images": json.loads,
}
_ENCODERS: Final = tuple((c.name, _ENCODE.get(c.kind)) for c in COLUMNS)
_DECODERS: Final = tuple((c.name, _DECODE.get(c.kind)) for c in COLUMNS)
_DECODERS_BY_NAME: Final = dict(_DECODERS)


def encode(row: Mapping[str, Any]) -> list[Any]:
    """Returns a row's values in column order as SQLite stores them. A missing column is stored as null."""
    return [
        value if value is None or encoder is None else encoder(value)
        for value, encoder in ((row.get(name), encoder) for name, encoder in _ENCODERS)
    ]


def why_unreadable(name: str, value: Any) -> str | None:
    """Returns what is wrong with the stored value of a column, None where it can be decoded."""
    decoder = _DECODERS_BY_NAME.get(name)
    try:
        if value is not None and decoder:
            decoder(value)
    except (ValueError, TypeError, OverflowError) as error:
        return str(error)
    return None


def decode(values: Sequence[Any]) -> Row:
    """Returns the row whose values, in column order, SQLite stored."""
    return {
        name: value if value is None or decoder is None else decoder(value)
        for (name, decoder), value in zip(_DECODERS, values, strict=False)
    }
