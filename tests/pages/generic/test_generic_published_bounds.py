"""How far from the title and the text a date is looked for: each bound, and what lies beyond it."""

import pytest

from tests.pages.generic.test_generic_published import DAY, LINE, TEXT, meta, read

PRINTED = ("2024-09-05", "page")
NOTHING = (None, None)
FILLER = "<div>Kabar Lereng</div>"
PLAIN = "<div>Kamis, 5 September 2024</div>"
CARD = '<div><a href="/2">Harga Ikan Naik Menjelang Akhir Pekan</a></div>'
OLD = meta("2024-08-01T07:30:00+07:00")


def lead(day):
    return TEXT.replace("lama.", f"lama, {day}.")


# Each bound: what stands just at it, and what stands beyond it.
BOUNDS = {
    "three lines above the title": (
        ({"above": DAY + FILLER * 2}, PRINTED),
        ({"above": DAY + FILLER * 3}, NOTHING),
    ),
    "twenty-four lines below the title": (
        ({"below": FILLER * 23 + DAY}, PRINTED),
        ({"below": FILLER * 24 + DAY}, NOTHING),
    ),
    "twelve lines below the text": (
        ({"after": FILLER * 11 + DAY}, PRINTED),
        ({"after": FILLER * 12 + DAY}, NOTHING),
    ),
    "twelve lines below a text that begins four lines later": (
        ({"above": FILLER * 4, "after": FILLER * 11 + DAY}, PRINTED),
        ({"above": FILLER * 4, "after": FILLER * 12 + DAY}, NOTHING),
    ),
    "twelve lines below a text that begins eight lines later": (
        ({"above": FILLER * 8, "after": FILLER * 11 + DAY}, PRINTED),
        ({"above": FILLER * 8, "after": FILLER * 12 + DAY}, NOTHING),
    ),
    "twelve lines below a text that begins five lines later": (
        ({"above": FILLER * 5, "after": FILLER * 11 + DAY}, PRINTED),
        ({"above": FILLER * 5, "after": FILLER * 12 + DAY}, NOTHING),
    ),
    "before a list below the text": (({"after": PLAIN + CARD}, PRINTED), ({"after": CARD + PLAIN}, NOTHING)),
    "before the head of a list below the text": (
        ({"after": PLAIN + "<div>Berita Terkait</div>"}, PRINTED),
        ({"after": "<div>Berita Terkait</div>" + PLAIN}, NOTHING),
    ),
    "two words beside the day below the text": (
        ({"after": "<div>Kamis, 5 September 2024 21:04 WIB</div>"}, ("2024-09-05T21:04:00+07:00", "page")),
        ({"after": "<div>Kamis, 5 September 2024 Lereng</div>"}, NOTHING),
    ),
    "a class that names the day, among other lines": (
        ({"after": CARD + '<div class="tanggal">Lereng, 5 September 2024</div>'}, PRINTED),
        ({"after": CARD + '<div class="tempat">Lereng, 5 September 2024</div>'}, NOTHING),
    ),
    "a class of the day, in a part of the page for others": (
        ({"after": f'{CARD}<div class="isi2"><div class="tgl">5 September 2024</div></div>'}, PRINTED),
        ({"after": f'{CARD}<div class="terkait"><div class="tgl">5 September 2024</div></div>'}, NOTHING),
    ),
    "four elements for the parts of a day": (
        ({"below": "<div>5</div><div>.</div><div>September</div><div>2024</div>"}, NOTHING),
        ({"below": "<div>5</div><div>Kamis</div><div>September</div><div>2024</div>"}, PRINTED),
    ),
    "the time in one of two lines below the day": (
        ({"below": DAY + FILLER + "<div>21:04 WIB</div>"}, ("2024-09-05T21:04:00+07:00", "page")),
        ({"below": DAY + FILLER * 2 + "<div>21:04 WIB</div>"}, PRINTED),
    ),
    "a minute between print and stamp": (
        (
            {"below": LINE, "head": meta("2024-09-05T21:04:59+07:00")},
            ("2024-09-05T21:04:59+07:00", "page"),
        ),
        (
            {"below": LINE, "head": meta("2024-09-05T21:05:00+07:00")},
            ("2024-09-05T21:04:00+07:00", "page"),
        ),
    ),
    "two days between a day above the title and the stamp": (
        ({"above": DAY, "head": meta("2024-09-03T07:30:00+07:00")}, PRINTED),
        (
            {"above": DAY, "head": meta("2024-09-02T07:30:00+07:00")},
            ("2024-09-02T07:30:00+07:00", "metadata"),
        ),
    ),
    "ten days between the event and the printed day": (
        ({"above": DAY, "head": OLD, "text": lead("Senin (26/8/2024)")}, PRINTED),
        (
            {"above": DAY, "head": OLD, "text": lead("Minggu (25/8/2024)")},
            ("2024-08-01T07:30:00+07:00", "metadata"),
        ),
    ),
    "a day of the stamp ahead of the fetch": (
        ({"head": meta("2024-09-11T12:00:00+07:00")}, ("2024-09-11T12:00:00+07:00", "metadata")),
        ({"head": meta("2024-09-11T12:00:01+07:00")}, NOTHING),
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_of_what_is_read(name):
    for page, expected in BOUNDS[name]:
        assert read(**page) == expected
