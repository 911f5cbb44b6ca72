"""Words as people search for them: whole words and phrases, in any case, with or without accents. Pure."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

# Letters that are looked at for accented forms: Latin, Greek, Cyrillic, and their extensions.
_ALPHABETS: Final = (range(0x41, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000), range(0x212A, 0x212C))
_MARKS: Final = "[\u0300-\u036f]*"
_QUOTED_OR_WORD: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
_SENTENCE_END: Final = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9À-Þ])""")
_ABBREVIATIONS: Final = frozenset(
    ("dr", "drs", "dra", "ir", "prof", "hj", "st", "sh", "jl", "jln", "no", "kel", "kec", "kab", "rt", "rw", "tgl",
     "bpk", "sdr", "yth", "pkl", "rp", "dll", "dsb", "a.n", "u.p")
)  # fmt: skip
_WORD_CATEGORIES: Final = frozenset(
    ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Cn")
)  # letters, marks, digits, and what is unassigned
# Characters of words from U+3040 on: all but wide punctuation, private use and pictures.
_BEYOND: Final = (
    (0x3040, 0xD7FF), (0xF900, 0xFE0F), (0xFE20, 0xFE2F), (0xFE70, 0xFEFE), (0xFF10, 0xFF19), (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A), (0xFF66, 0xFFDC), (0x10000, 0x1EFFF), (0x20000, 0x3FFFF),
)  # fmt: skip
LONGEST_SENTENCE: Final = 400  # characters


class Term(NamedTuple):
    """A word or phrase to search for, as regular expressions for RE2 (Arrow) and for Python."""

    text: str
    core: str  # for RE2, without a look at what stands beside it
    re2: str
    python: re.Pattern[str]


def fold(text: str) -> str:
    """Returns the text in lower case and without accents."""
    return "".join(map(_fold_character, unicodedata.normalize("NFC", text)))


def parse_terms(arguments: Iterable[str]) -> list[Term]:
    """Returns the words and phrases that were asked for.

    An argument is a phrase if it holds spaces, as the shell passes on what was quoted. If an argument holds
    quotation marks itself, the parts in quotation marks are phrases and the rest are words.
    """
    texts: list[str] = []
    for argument in arguments:
        if '"' in argument:
            texts += (phrase or word for phrase, word in _QUOTED_OR_WORD.findall(argument))
        else:
            texts.append(argument)
    return [make_term(text) for text in map(str.strip, texts) if text]


def make_term(text: str) -> Term:
    """Returns the term for one word or phrase."""
    words = ["".join(map(_letter, word)) for word in fold(text).split()]
    starts, ends = _is_word_character(text[:1]), _is_word_character(text[-1:])
    # RE2 has no look-around, and its \b and \s know ASCII only.
    core = r"[\s\pZ]+".join(words)
    beside = f"[^{_word_characters()}]"
    re2 = (f"(?:^|{beside})" if starts else "") + core + (f"(?:$|{beside})" if ends else "")
    python = (r"(?<!\w)" if starts else "") + r"\s+".join(words) + (r"(?!\w)" if ends else "")
    return Term(text, core, re2, re.compile(python))


def snippet(text: str, terms: Sequence[Term]) -> str | None:
    """Returns the sentence that holds the first match of any term, or None where no term matches.

    A sentence ends with its line at the latest. A very long one is cut around the match, shown by ``…``.
    """
    matches = [match for term in terms if (match := term.python.search(text))]
    if not matches:
        return None
    first = min(matches, key=re.Match.start)
    line_start = text.rfind("\n", 0, first.start()) + 1
    line = text[line_start:].split("\n", 1)[0]
    at = first.start() - line_start
    for start, end in _sentences(line):
        if at < end:
            return _cut(line[start:end].strip(), at - start)
    return line.strip()


def highlights(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Returns where terms match, as (start, end) in order, without overlaps."""
    found: list[tuple[int, int]] = []
    for span in sorted(match.span() for term in terms for match in term.python.finditer(text)):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found


def _sentences(line: str) -> Iterable[tuple[int, int]]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        last = line[start : end.start()].rsplit(None, 1)[-1:] or [""]
        word = last[0].strip("\"'“‘([.").lower()
        if word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha()):
            yield start, end.end()
            start = end.end()
    yield start, len(line)


def _cut(sentence: str, at: int) -> str:
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    start = max(0, min(at - LONGEST_SENTENCE // 3, len(sentence) - LONGEST_SENTENCE))
    if start:
        start = sentence.find(" ", start, at) + 1 or start
    end = start + LONGEST_SENTENCE
    if end < len(sentence):
        end = sentence.rfind(" ", at + 1, end) if " " in sentence[at + 1 : end] else end
    return ("… " if start else "") + sentence[start:end] + (" …" if end < len(sentence) else "")


def _letter(folded: str) -> str:
    upper = folded.upper()
    single = sorted(
        _spellings().get(folded, set()) | {folded} | ({upper} if fold(upper) == folded else set())
    )
    letters = "".join(map(re.escape, single))
    return (f"[{letters}]" if len(single) > 1 else letters) + (_MARKS if folded.isalpha() else "")


@functools.cache
def _spellings() -> dict[str, set[str]]:
    """Returns the characters that fold to each character."""
    found: dict[str, set[str]] = {}
    for code in (code for alphabet in _ALPHABETS for code in alphabet):
        found.setdefault(_fold_character(chr(code)), set()).add(chr(code))
    return found


def _fold_character(character: str) -> str:
    bare = re.sub(_MARKS, "", unicodedata.normalize("NFD", character))
    if len(bare) > 1:  # letters of other alphabets fall apart into several ones
        bare = character
    lower = bare.lower()
    return lower if len(lower) == 1 else bare


@functools.cache
def _word_characters() -> str:
    """Returns the inside of a class for RE2 that holds letters, marks, digits and the underscore.

    Arrow compiles a pattern for every batch of rows. It compiles this class in a seventh of the time that RE2's own
    classes of letters take, since this one has fewer ranges: it takes unassigned characters for letters, and is
    coarse beyond the alphabets.
    """
    exact = groupby(range(0x3040), lambda code: _is_word_character(chr(code)))
    runs = [list(run) for is_word, run in exact if is_word]
    ranges = [(run[0], run[-1]) for run in runs] + list(_BEYOND)
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)


def _is_word_character(character: str) -> bool:
    return character == "_" or (character != "" and unicodedata.category(character)[:2] in _WORD_CATEGORIES)
