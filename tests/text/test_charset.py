import pytest

from pipelines.text.charset import decode

HTML, UTF8, LATIN = "text/html", "text/html; charset=UTF-8", "text/html; charset=iso-8859-1"


@pytest.mark.parametrize(
    ("body", "header", "text", "encoding", "repaired"),
    [
        pytest.param("Jum’at".encode(), UTF8, "Jum’at", "utf-8", False, id="as_declared"),
        pytest.param("Jum’at".encode(), HTML, "Jum’at", "utf-8", False, id="undeclared_utf8"),
        pytest.param("Jum’at".encode(), LATIN, "Jum’at", "utf-8", True, id="utf8_wins_over_header"),
        pytest.param(b"Jumat", LATIN, "Jumat", "utf-8", False, id="ascii_fits_everything"),
        pytest.param("Jum’at".encode("cp1252"), LATIN, "Jum’at", "cp1252", False, id="latin1_is_cp1252"),
        pytest.param("Jum’at".encode("cp1252"), UTF8, "Jum’at", "cp1252", True, id="cp1252_said_to_be_utf8"),
        pytest.param("Jum’at".encode("cp1252"), None, "Jum’at", "cp1252", False, id="cp1252_undeclared"),
        pytest.param("“a” ’".encode() + b" \x92", UTF8, "“a” ’ ’", "utf-8", True, id="one_byte_wrong"),
        pytest.param(b"\xef\xbb\xbfa", LATIN, "a", "utf-8", False, id="utf8_mark"),
        pytest.param("\ufeffaé".encode("utf-16-le"), UTF8, "aé", "utf-16-le", False, id="utf16_mark"),
        pytest.param(
            "<meta charset=koi8-r>да".encode("koi8-r"),
            None,
            "<meta charset=koi8-r>да",
            "koi8-r",
            False,
            id="meta",
        ),
        pytest.param(
            "中文".encode("gb2312"), "text/html; charset=gb2312", "中文", "gb18030", False, id="other_charset"
        ),
        pytest.param("a’".encode() + b"\xe2\x80", UTF8, "a’", "utf-8", True, id="cut_in_a_character"),
        pytest.param(b"a\0b\x07\x7fc\td", UTF8, "abc\td", "utf-8", False, id="controls"),
        pytest.param(b"a\xed\xa0\xbdb", UTF8, "ab", "utf-8", True, id="half_a_surrogate_pair"),
        pytest.param("Jum\x92at".encode(), UTF8, "Jum’at", "utf-8", True, id="c1_control"),
        pytest.param("Jumâ€™at".encode(), UTF8, "Jum’at", "utf-8", True, id="mojibake"),
        pytest.param("Jumâ\x80\x99at".encode(), UTF8, "Jum’at", "utf-8", True, id="mojibake_latin1"),
        pytest.param(b"Jum&acirc;&euro;&trade;at", UTF8, "Jum’at", "utf-8", True, id="mojibake_entities"),
        pytest.param("ðŸ˜€ Ã©lan Â© x".encode(), UTF8, "😀 élan © x", "utf-8", True, id="mojibake_short"),
        pytest.param("Âge, Ã©lan".encode(), UTF8, "Âge, Ã©lan", "utf-8", False, id="ambiguous_is_left"),
        pytest.param(
            "Pâté à la carte “é”".encode(), UTF8, "Pâté à la carte “é”", "utf-8", False, id="french_is_left"
        ),
        pytest.param(
            b"\x92", "text/html; charset=undefined", "’", "cp1252", True, id="no_charset_of_the_web"
        ),
        pytest.param(b"", None, "", "utf-8", False, id="empty"),
    ],
)
def test_decode(body, header, text, encoding, repaired):
    assert decode(body, header)[:3] == (text, encoding, repaired)


@pytest.mark.parametrize("accents", [0, 1, 199, 200, 201, 5_000])
@pytest.mark.parametrize(
    ("last", "mended"),
    [
        ("Jumâ€™at", "Jum’at"),
        ("kafÃ©", "kafé"),
        ("a\u0093b", "a“b"),
        ("Ã kÃ©", "Ã kÃ©"),
        ("é\u00a0Ã", "é\u00a0Ã"),
    ],
)
def test_what_is_mended_does_not_depend_on_the_accents_before_it(
    accents: int, last: str, mended: str
) -> None:
    before = "é « " * accents
    assert decode(f"{before}{last}".encode()).text == before + mended
