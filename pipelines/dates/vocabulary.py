"""The vocabulary of dates on Indonesian pages."""

from __future__ import annotations

from typing import Final

# Full names by month, Indonesian and English; their beginnings from three letters on are abbreviations.
MONTH_NAMES: Final[dict[int, str]] = {
    1: "januari january",
    2: "februari february pebruari",
    3: "maret march",
    4: "april",
    5: "mei may",
    6: "juni june",
    7: "juli july",
    8: "agustus august",
    9: "september",
    10: "oktober october",
    11: "november nopember",
    12: "desember december",
}
# Other abbreviations, old spellings, and misspelt names too short for `misspelt`.
MONTH_VARIANTS: Final[dict[int, str]] = {
    1: "jnr djan djanuari",
    2: "fbr pbr",
    3: "mrt mart maart",
    5: "mai mey meii",
    6: "djun djuni djoeni juny",
    7: "djul djuli djoeli",
    8: "ag ags agt agst agts agsts agoestoes",
    9: "spt sptr septr",
    10: "okb",
    11: "nvb npb",
    12: "dsb",
}
# Words of their own that are one letter away from a month.
NOT_MONTHS: Final = frozenset({"market", "julia", "agustusan"})
ROMAN: Final[dict[str, int]] = {
    numeral: month
    for month, numeral in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1
    )
}

# Monday is 0. Indonesian, English, regional and old spellings; apostrophes are gone before a word is looked up.
WEEKDAY_NAMES: Final[dict[int, str]] = {
    0: "senin sen snn senen monday mon",
    1: "selasa sel sls salasa slasa tuesday tue tues",
    2: "rabu rab rb rebo rabo wednesday wed",
    3: "kamis kam kms kemis thursday thu thur thurs",
    4: "jumat jum jmt jumaat jumah jumaah djumat jemuwah friday fri",
    5: "sabtu sab sbt saptu sabtoe setu saturday sat",
    6: "minggu min mgg mng ahad ahd ngahad sunday sun",
}
MARKET_DAYS: Final = "legi manis pahing paing pon wage kliwon kaliwon"
HIJRI_MONTHS: Final = (
    "muharram muharam safar shafar rabiul rabi rabiulawal rabiulakhir awal awwal akhir tsani jumadil jumadal jumada ula"
    " rajab syaban sha'ban ramadan ramadhan syawal dzulqadah zulkaidah dzulqaidah dzulhijjah zulhijah"
)

# Hours ahead of UTC; the cities stand for Asia/Jakarta and so on. The American names are those of RFC 2822.
ZONES: Final[dict[str, float]] = {
    "wib": 7, "wita": 8, "wit": 9, "utc": 0, "gmt": 0, "ut": 0, "z": 0, "sgt": 8, "myt": 8,
    "jakarta": 7, "makassar": 8, "jayapura": 9,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
LONG_ZONES: Final = {
    "waktu indonesia barat": "wib", "waktu indonesia tengah": "wita", "waktu indonesia timur": "wit",
}  # fmt: skip
# Which clock hours a part of the day moves to the afternoon.
DAYPARTS: Final[dict[str, range]] = {
    "am": range(0), "a": range(0), "pagi": range(0), "dini": range(0), "subuh": range(0),
    "pm": range(1, 12), "p": range(1, 12), "siang": range(1, 6), "sore": range(1, 8), "petang": range(1, 8),
    "malam": range(6, 12),
}  # fmt: skip
CLOCK_WORDS: Final = "pukul pkl pk jam at waktu puku pukl"

NUMBER_WORDS: Final[dict[str, int]] = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000,
}  # fmt: skip
MULTIPLIERS: Final[dict[str, int]] = {"puluh": 10, "ratus": 100, "ribu": 1000}

# Each unit as (months, seconds): calendar months are not a number of seconds.
UNITS: Final[dict[str, tuple[int, int]]] = {
    word: size
    for words, size in (
        ("tahun thn th year years yr yrs", (12, 0)),
        ("bulan bln bl month months", (1, 0)),
        ("minggu mgg pekan week weeks", (0, 7 * 86400)),
        ("hari hr day days", (0, 86400)),
        ("jam hour hours hrs", (0, 3600)),
        ("menit mnt min mins minute minutes", (0, 60)),
        ("detik dtk saat sec secs second seconds", (0, 1)),
    )
    for word in words.split()
}
ONE_UNIT: Final = "sejam semenit sedetik sehari seminggu sepekan sebulan setahun"
# Days from now. A part of the day may follow each phrase.
DAY_PHRASES: Final[dict[str, int]] = {
    "hari ini": 0, "sekarang": 0, "saat ini": 0, "barusan": 0, "baru saja": 0, "baru": 0, "just now": 0,
    "today": 0, "now": 0, "tadi": 0,
    "hr ini": 0, "kmrn": -1, "kemarin": -1, "kemaren": -1, "yesterday": -1, "semalam": -1, "tadi malam": -1,
    "kemarin lusa": -2, "kemarin dulu": -2, "kemaren dulu": -2, "kemaren lusa": -2,
    "besok": 1, "esok": 1, "esok hari": 1, "besok hari": 1, "tomorrow": 1,
    "last week": -7, "lusa": 2, "besok lusa": 2, "tulat": 3,
}  # fmt: skip

PUBLISHED_LABELS: Final = (
    "terbit diterbitkan penerbitan diposting diposkan dipost posting dipublikasikan dipublikasi publikasi dipublish"
    " publish published publication posted post dibuat dirilis rilis tayang ditayangkan dimuat diunggah unggah created"
    " ditulis submitted released"
)
UPDATED_LABELS: Final = (
    "update updated diperbarui diperbaharui diupdate pembaruan modified diubah perubahan dimutakhirkan diedit edited"
    " terakhir revisi direvisi"
)
DATE_WORDS: Final = "tanggal tgl tg date on pada dated"
# Words after which digits are an identifying number, or the numbers of several things of a kind.
NUMBER_LABELS: Final = (
    "no nomor nomer nmr telp telpon telepon tlp tel hp wa fax faks rt rw rp pasal ayat versi skor kode id nip nik npwp"
    " sk perda perwali uu pp perpres permen kep inpres se tps kamar halaman hal hlm lembar blok kavling lantai lt kelas"
    " ruang ruangan loket gerbong kursi bangku meja kios los lapak unit lot jalur peron pintu dapil zona sektor bab"
    " butir poin soal juz km kilometer halte dusun"
)
# Words that form a name together with a number: Jalan 17 Agustus, Covid-19.
NAME_WORDS: Final = "covid jalan jl jln gang gg lapangan universitas untag stadion"
# Parts of the day in which twelve o'clock is midnight.
MIDNIGHT_PARTS: Final = frozenset({"am", "a", "dini", "malam"})
# Words after which a day is not that of the event.
BACKGROUND_WORDS: Final = "sejak lahir kelahiran tertanggal bertanggal"
