"""Splits a text into tokens and gives each one a character for its kind.

The rules of the grammar are regular expressions over these kinds:

==== ================================================= ==== =============================================
c d  a number of one, of two digits                    y    a year, 1900 to 2099
n    any other number                                  M R  name of a month, roman month
W G  weekday, Javanese market day                      H    Hijri month
K J  ``pukul`` and the like, ``jam``                   Z P  time zone, part of the day
N    ``tanggal`` and the like                          L D  label of a publication, of an update
X S  word before a number, before a name with one       F O  ``of``, ordinal ending
Y B  ``tahun``, ``bulan``                              U    any other unit of time
q    ``yang``                                          l f  ``lalu``, ``lagi`` and the like
i b  ``dalam``, ``beberapa``                           h    ``setengah``
r    a relative word                                   o    ``oleh``
s e  the letters of ``s/d``                            ~    ``hingga`` and the like
p &  ``pasar``, ``dan`` and ``dengan``                  C    ``sejak``, ``lahir`` and the like
T E  the letter T, any other letter                    A    any other word
==== ================================================= ==== =============================================

Number words (``#``, ``*`` for multiples, ``1`` for ``sejam`` and the like) are written in digits first.
Punctuation and a run of white space (a blank) stand for themselves; brackets are parentheses, every other
sign is ``|``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final, NamedTuple

from . import vocabulary

_PLAIN: Final = re.compile(r"[0-9A-Za-z \-/.,:()|+\n]*")
# The basic form of ISO 8601; only with a time, without one it may be any number.
_COMPACT: Final = re.compile(r"\b([12]\d{3})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)?(?!\d)", re.A)
_TAG: Final = re.compile(r"<[^<>]*>")
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])\\?['\"`?\ufffd](?=[^\W\d_])")
_MOJIBAKE: Final = re.compile(r"(?<=jum)[^a-z0-9\s]{1,4}(?=at\b)", re.I)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+|\s+|.", re.S)

_TYPOGRAPHY: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‛′´ʼʹʻˈ＇“”", "'"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("⁄∕／", "/"),
        # Hidden characters: soft hyphen, zero width, direction marks, byte order mark.
        **dict.fromkeys(
            "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ),
    }
)


class Tokens(NamedTuple):
    """The tokens of a text in lower case, their kinds (one character each), the places of corrected months."""

    words: list[str]
    kinds: str
    corrected: tuple[int, ...] = ()


def tokenize(text: str) -> Tokens:
    """Returns the tokens of a text without entities and hidden characters, its number words in digits."""
    text = (text if _PLAIN.fullmatch(text) else _plain(text)).lower()
    if "waktu indonesia" in text:
        for name, zone in vocabulary.LONG_ZONES.items():
            text = text.replace(name, zone)
    words = _TOKEN.findall(text)
    kinds = "".join([_KINDS.get(word) or _kind(word) for word in words])
    if "nT" in kinds:
        words = _TOKEN.findall(_COMPACT.sub(_spread, text))
        kinds = "".join([_KINDS.get(word) or _kind(word) for word in words])
    if "#" in kinds or "1" in kinds:
        words = _fold_numbers(words, kinds)
        kinds = "".join([_KINDS.get(word) or _kind(word) for word in words])
    return Tokens(words, kinds)


def _spread(compact: re.Match[str]) -> str:
    """Returns the basic form of ISO 8601 in its extended form."""
    year, month, day, hour, minute, second = compact.groups(default="00")
    return f"{year}-{month}-{day}t{hour}:{minute}:{second}"


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _MOJIBAKE.sub("", text.translate(_TYPOGRAPHY)))
    return _APOSTROPHE.sub("", text)


def _kind(word: str) -> str:
    if word.isspace() or word == "_":
        return " "
    if word[0].isdigit():
        return "n"
    if not word.isalpha():
        return "|"
    return "E" if len(word) == 1 else "A"


def _fold_numbers(words: list[str], kinds: str) -> list[str]:
    """Returns the words with number words written in digits: ``dua puluh lima`` as 25, ``sejam`` as 1 jam."""
    folded: list[str] = []
    end = 0
    for match in _NUMBER_RUN.finditer(kinds):
        folded += words[end : match.start()]
        end = match.end()
        run = [word for word in words[match.start() : end] if not word.isspace()]
        if kinds[match.start()] == "1":
            folded += ["1", " ", run[0].removeprefix("se")]
        else:
            folded.append(str(_number(run)))
    return folded + words[end:]


def _number(run: list[str]) -> int:
    total = unit = 0
    for word in run:
        if word == "belas":
            unit += 10
        elif word in vocabulary.MULTIPLIERS:
            factor = vocabulary.MULTIPLIERS[word]
            total, unit = ((total + unit) * factor, 0) if factor == 1000 else (total + unit * factor, 0)
        elif vocabulary.NUMBER_WORDS[word] >= 100:
            total += vocabulary.NUMBER_WORDS[word]
        else:
            unit += vocabulary.NUMBER_WORDS[word]
    return total + unit


# A word such as ``sejam`` stands alone; other number words form one number.
_NUMBER_RUN: Final = re.compile(r"1|#(?: [#*]){0,7}")


def _months() -> dict[str, int]:
    """Returns every spelling of a month: names, their first three or more letters, abbreviations."""
    meant: dict[str, set[int]] = {}
    for month, names in vocabulary.MONTH_NAMES.items():
        for name in names.split():
            for length in range(3, len(name) + 1):
                meant.setdefault(name[:length], set()).add(month)
    for month, names in vocabulary.MONTH_VARIANTS.items():
        for name in names.split():
            meant[name] = {month}
    return {name: min(months) for name, months in meant.items() if len(months) == 1}


MONTHS: Final = _months()
WEEKDAYS: Final = {name: day for day, names in vocabulary.WEEKDAY_NAMES.items() for name in names.split()}
YEARS: Final = range(1900, 2100)


def _kinds() -> dict[str, str]:
    """Returns the kind of every known token; for a word with two kinds the later line counts."""
    kinds: dict[str, str] = {}
    for kind, words in (
        ("H", vocabulary.HIJRI_MONTHS),
        ("X", vocabulary.NUMBER_LABELS),
        ("S", vocabulary.NAME_WORDS),
        ("p", "pasar"),
        ("E", "ke an"),
        ("L", vocabulary.PUBLISHED_LABELS),
        ("D", vocabulary.UPDATED_LABELS),
        ("N", vocabulary.DATE_WORDS),
        ("r", " ".join(vocabulary.DAY_PHRASES)),
        ("K", vocabulary.CLOCK_WORDS),
        ("Y", "tahun thn"),
        ("B", "bulan bln"),
        ("G", vocabulary.MARKET_DAYS),
        ("#", " ".join(vocabulary.NUMBER_WORDS)),
        ("*", " ".join([*vocabulary.MULTIPLIERS, "belas"])),
        ("1", vocabulary.ONE_UNIT),
        ("q", "yang yg"),
        ("l", "lalu silam yll ago"),
        ("f", "lagi mendatang depan"),
        ("i", "dalam dlm in"),
        ("b", "beberapa several few"),
        ("h", "setengah"),
        ("o", "oleh by"),
        ("F", "of"),
        ("O", "st nd rd th"),
        ("s", "s"),
        ("e", "d"),
        ("~", "hingga sampai sd to until ~"),
        ("&", "dan dengan &"),
        ("C", vocabulary.BACKGROUND_WORDS),
    ):
        kinds |= dict.fromkeys(words.split(), kind)
    units = set(vocabulary.UNITS) - {"tahun", "thn", "bulan", "bln", "th", "jam"}
    kinds |= dict.fromkeys(units, "U") | {"jam": "J"}
    kinds |= (
        dict.fromkeys(vocabulary.ROMAN, "R") | dict.fromkeys(vocabulary.DAYPARTS, "P") | {"a": "E", "p": "E"}
    )
    kinds |= dict.fromkeys(MONTHS, "M") | dict.fromkeys(WEEKDAYS, "W") | dict.fromkeys(vocabulary.ZONES, "Z")
    kinds |= {"t": "T"} | {sign: sign for sign in " /-.,:()|+'"} | {"[": "(", "]": ")"}
    kinds |= {str(number): "c" for number in range(10)}
    kinds |= {f"{number:02}": "d" for number in range(100)}
    kinds |= {str(year): "y" for year in YEARS}
    return kinds


_KINDS: Final = _kinds()
