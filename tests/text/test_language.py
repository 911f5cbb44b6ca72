"""The language of a body, among the languages an Indonesian site may print."""

import subprocess
import sys

import pytest

from pipelines.text.language import detect

TEXTS = {
    "id": "Wali Kota Bogor mengajak seluruh warga menjaga kebersihan di wilayah masing-masing. Hal ini"
    " penting agar kota tetap asri, ujarnya usai kerja bakti di Kecamatan Tanah Sareal, Minggu pagi.",
    "ms": "Kerajaan negeri akan menyediakan bantuan kewangan kepada penduduk yang terkesan akibat banjir."
    " Beliau berkata perkara itu dibincangkan dalam mesyuarat hari ini kerana ia melibatkan ramai pihak.",
    "en": "The mayor said on Friday that the city would keep working with neighbouring districts to reduce"
    " flooding along the river, adding that funds had been set aside in this year's budget.",
    "su": "Walikota Bogor ngajak ka sakumna warga pikeun ngajaga kabersihan lingkungan di wewengkonna"
    " sewang-sewangan. Ieu téh penting pisan sangkan kota urang tetep asri jeung séhat.",
    "jv": "Wali Kutha Bogor ngajak kabeh warga supaya njaga karesikan ing wilayahe dhewe-dhewe. Iki wigati"
    " banget supaya kutha kita tetep asri lan sehat kanggo kabeh wong.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_language_is_told(code):
    assert detect(TEXTS[code]) == code


def test_a_doubtful_text_is_indonesian():
    assert detect("Rapat di Balai Kota Bogor, Jumat. Hadir pula camat, lurah, RT, RW dan Babinsa.") == "id"


@pytest.mark.parametrize("text", ["", "   ", "Wali Kota Bogor", "1 2 3 4 5 6 7 8 9 10 11 12", "🙂 " * 40])
def test_too_short_a_text_has_no_language(text):
    assert detect(text) is None


def test_only_the_beginning_decides():
    assert detect(TEXTS["id"] * 6 + TEXTS["en"] * 100) == "id"


def test_upper_case_text():
    assert detect(TEXTS["id"].upper()) == "id"


def test_the_same_in_another_process():
    code = f"from pipelines.text.language import detect; print(detect({TEXTS['su']!r}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == detect(TEXTS["su"])
