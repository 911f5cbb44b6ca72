# ruff: noqa: E501
"""The words of articles as pages of the old generation print them: one of our own, and the real one beside the checkout."""

import datetime as dt
import re
from pathlib import Path

import attrs

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "000_daabf3bd2fe3cb0c.txt"


@attrs.frozen
class Words:
    """What a page says, and what its reader must find: ``links`` are (address, text, title) of the related list."""

    post_id: int
    title: str
    date_text: str
    date: dt.date
    event_date: dt.date
    paragraphs: tuple[str, ...]
    links: tuple[tuple[int, str, str], ...]

    @property
    def slug(self) -> str:
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower()))


_TEASERS = (
    "Sebanyak 240 kader posyandu dari enam kecamatan mengikuti pelatihan pengukuran tinggi badan balita yang digelar selama dua hari di aula kecamatan, guna men",
    "Dinas Perhubungan menguji coba jalur satu arah di sekitar Alun-alun mulai pekan depan. Pengendara diminta memperhatikan rambu sementara yang dipasang di seti",
    "Wali Kota menyerahkan bantuan perbaikan rumah kepada 35 keluarga di Kelurahan Mulyaharja. Bantuan berupa bahan bangunan itu diharapkan rampung dikerjakan ol",
    "Hujan deras yang mengguyur sejak sore membuat debit Ciliwung naik. Petugas siaga di tiga pos pantau dan mengimbau warga bantaran untuk tetap waspada sampai m",
    "Perpustakaan keliling kini menyambangi dua belas taman setiap akhir pekan, lengkap dengan pendongeng dan pojok baca bagi anak-anak yang belum lancar membaca s",
)
OURS = Words(
    post_id=101234,
    title="Warga Katulampa Panen Perdana Kebun “Hijau” RW 09 & Dapur Umum",
    date_text="03 Maret 2023",
    date=dt.date(2023, 3, 3),
    event_date=dt.date(2023, 3, 1),
    paragraphs=(
        "Warga RW 09 Kelurahan Katulampa memanen sayuran dari kebun bersama untuk pertama kalinya, Rabu (1/3/2023). Kebun seluas 600 meter persegi itu dulunya lahan kosong yang kerap dijadikan tempat pembuangan sampah.",
        "“Kami mulai dari sepuluh bedeng. Sekarang sudah ada kangkung, pakcoy, cabai & terong,” kata Ketua RW 09, Siti Rohmah.",
        "Panen dibagi dua: separuh untuk dapur umum, separuh lagi dijual dengan harga Rp5.000 – Rp10.000 per ikat.",
        "Lurah Katulampa berharap kebun serupa tumbuh di RW lain. Menurutnya, Jum'at bersih yang rutin digelar ikut menjaga saluran air tetap lancar.",
        "Oleh karena itu, warga diminta ikut merawat kebun.",
        "Di akhir acara, warga menanam 120 bibit pohon buah di sepanjang jalan kampung.",
        "Kebun itu akan dibuka untuk kunjungan sekolah setiap Selasa dan Kamis mulai bulan depan, tanpa dipungut biaya.",
        "(Humas Kelurahan Katulampa)",
    ),
    links=tuple(
        (101400 + 7 * i, text[:150].strip(), title)
        for i, (text, title) in enumerate(
            zip(
                _TEASERS,
                (
                    "Kader Posyandu Belajar Mengukur Balita",
                    "Jalur Satu Arah Diuji Coba",
                    "Bantuan Rumah Untuk 35 Keluarga",
                    "Ciliwung Naik Petugas Siaga",
                    "Perpustakaan Keliling Sambangi Taman",
                ),
                strict=True,
            )
        )
    ),
)


def seed_words() -> Words:
    """Returns the words of the real page; ids and titles behind its links are invented, the text does not tell them."""
    date_text, title, _, again, *rest = SEED.read_text(encoding="utf-8").split("\n")
    heading = rest.index("- Berita Terkini")
    teasers = [line.removeprefix("- ") for line in rest[heading + 1 :] if line]
    assert title == again
    return Words(
        post_id=103498,
        title=title,
        date_text=date_text,
        date=dt.date(2024, 9, 8),
        event_date=dt.date(2024, 9, 6),
        paragraphs=tuple(rest[:heading]),
        links=tuple((103947 - i, text, f"Judul Berita Nomor {i + 1}") for i, text in enumerate(teasers)),
    )
