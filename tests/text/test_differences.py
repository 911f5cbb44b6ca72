from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.differences import Piece, differences, shortened

TEXTS = st.text(st.sampled_from("ab ,.\n"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_from_the_pieces(old, new):
    pieces = differences(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
    assert all(p.text for p in pieces)
    assert all(one.kind != other.kind for one, other in itertools.pairwise(pieces))


def test_words_are_compared_and_phrases_shown_whole():
    assert differences("Wali Kota hadir pagi ini di taman.", "Wali Kota datang sore hari di taman.") == [
        Piece("same", "Wali Kota "),
        Piece("removed", "hadir pagi ini"),
        Piece("added", "datang sore hari"),
        Piece("same", " di taman."),
    ]


def test_only_the_words_beside_a_change_are_kept():
    before, after = "pagi " * 100, " malam" * 100
    first, removed, added, last = shortened(differences(f"{before}satu{after}", f"{before}dua{after}"))
    assert (removed.text, added.text) == ("satu", "dua")
    assert first.text.startswith("… pagi")
    assert last.text.endswith("malam …")
    assert len(first.text) + len(last.text) < 140


def test_texts_too_long_to_compare_are_replaced_whole():
    chance = random.Random(1)
    old, new = (" ".join(chance.choices("abcdefgh", k=5000)) for _ in range(2))
    assert differences(old, new) == [Piece("removed", old), Piece("added", new)]
