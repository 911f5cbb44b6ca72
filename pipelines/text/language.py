"""The language of a body."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The languages of Indonesian sites. With more candidates, texts of names and numbers are misread more often.
CANDIDATES: Final = ("id", "ms", "en", "jv", "nl", "ar", "zh")
MIN_WORDS: Final = 10
# More characters take time and do not change the answer.
_SAMPLE: Final = 1000
# Indonesian and Malay differ in few words, so Malay needs this certainty.
_MALAY_CERTAINTY: Final = 0.9

_WORD: Final = re.compile(r"[^\W\d_]+")
# The model does not know Sundanese: it answers Javanese, the most similar language.
_SUNDANESE: Final = frozenset(
    _WORD.findall(
        "jeung sareng ieu eta éta anu nu teu henteu téh teh ka ti pikeun dina urang aya kana sangkan geus"
        " keur ku deui nyaéta nyaeta sakumna saha naon kitu"
    )
)
_JAVANESE: Final = frozenset(
    _WORD.findall(
        "lan ing iku iki kang sing saka ora karo marang wong dening uga yaiku ana nalika supaya kabeh kutha"
        " amarga menawa wis isih"
    )
)
# Words of Indonesian that similar languages do not have. Where one word in fifteen is one of them, the model would
# give the same answer and take a hundred times as long.
_INDONESIAN: Final = frozenset(
    _WORD.findall(
        "yang dan dengan untuk pada tersebut dari itu akan adalah juga telah oleh dalam bisa karena agar saat para"
        " kepada serta tidak sebagai lebih dapat"
    )
)
_ITS_OWN: Final = frozenset(
    _WORD.findall(
        "bisa karena bahwa saat wali berbagai kecamatan kelurahan kabupaten provinsi pemkot warga dinas sekretaris"
        " gubernur polisi mobil kantor"
    )
)
_CLEAR_SHARE: Final = 1 / 15


def detect(text: str) -> str | None:
    """Returns the ISO 639-1 code of a text's language, or None for fewer than ten words.

    The answer depends on the first 1,000 characters alone and is the same in every process.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if len(words) < MIN_WORDS:
        return None
    if _count(words, _INDONESIAN) >= len(words) * _CLEAR_SHARE and _count(words, _ITS_OWN):
        return "id"
    scores: dict[str, float] = dict(_identifier().rank(sample))
    best = max(scores, key=scores.__getitem__)
    if best == "ms" and scores["ms"] < _MALAY_CERTAINTY:
        return "id"
    if best == "jv":
        return "su" if _count(words, _SUNDANESE) > _count(words, _JAVANESE) else "jv"
    return best


def _count(words: list[str], vocabulary: frozenset[str]) -> int:
    return sum(map(vocabulary.__contains__, words))


@cache
def _identifier() -> LanguageIdentifier:
    # Imported late: the model takes two thirds of a second to load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    return identifier
