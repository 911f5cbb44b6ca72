"""What pages hold around an article, in words of our own."""

# ruff: noqa: E501

NAMED = {
    "“": "&ldquo;",
    "”": "&rdquo;",
    "–": "&ndash;",
    "’": "&rsquo;",
    "&": "&amp;",
    "'": "&#39;",
    '"': "&quot;",
}
NAV = (
    "Beranda",
    "Profil",
    "Sejarah Bogor",
    "Layanan Publik",
    "Agenda",
    "Galeri Foto",
    "Pengumuman",
    "Kontak",
)
FOOTER = (
    "Jalan Ir. H. Juanda No. 10 Bogor 16121",
    "© 2024 Pemerintah Kota Bogor. Hak cipta dilindungi undang-undang.",
    "Telp. (0251) 8321075 | E-mail: info@kotabogor.go.id",
    "Situs resmi Pemerintah Kota Bogor, dikelola oleh Dinas Komunikasi dan Informatika.",
)
BESIDE_DATE = (" | Dibaca 120 kali", " - 3.021 views", " · Dilihat: 45", " | Oleh: Admin")
BELOW_DATE = ("Dibaca 120 kali", "Oleh : Admin", "Hits: 1.204", "13:22 WIB", "Kategori: Berita Kota")
BLOCKS = ("div", "p", "section", "span-br", "center", "div", "div")
HEADINGS = ("h1", "h2", "h3", "h4", "div", "p", "b-br", "strong-br")
NOISE = (
    "<!-- iklan -->",
    "<script>var tanggal = '01 Januari 2001';</script>",
    "<style>.a { color: red }</style>",
    "<hr>",
    "<img src='/asset/images/garis.png' alt=''>",
    "<noscript>Aktifkan JavaScript.</noscript>",
    "<div></div>",
    "<p>&nbsp;</p>",
)
# What templates put below a text.
BELOW_BODY = (
    '<div>Bagikan : <a href="https://www.facebook.com/sharer.php?u=x">Facebook</a> <a href="https://wa.me/?text=x">WA</a></div>',
    '<p><a href="/index.php/show_post/detail/101999/kabar-sebelumnya">Kabar Sebelumnya Dari Kota</a></p>',
    "<div>Kategori: Berita Kota</div>",
    "<div>Dibaca: 1.024 kali</div>",
    '<p><a href="javascript:window.print()">Cetak</a> | <a href="mailto:?subject=x">E-mail</a></p>',
)
# Boxes of a sidebar that hold dates and links and are not the list of newest articles.
AGENDA = "<h4>Agenda</h4><ul><li>12 September 2024<br>Rapat paripurna di gedung dewan</li><li>15 September 2024<br>Hari bebas kendaraan</li></ul>"
POPULAR = (
    '<h4>Berita Populer</h4><ul><li><a href="/index.php/show_post/detail/99001/pasar-murah-digelar">Pasar Murah'
    ' Digelar</a><br>02 Mei 2022</li><li><a href="/index.php/show_post/detail/99002/jalan-rusak">Jalan Rusak'
    " Diperbaiki</a><br>03 Mei 2022</li></ul>"
)
POLL = "<div>Jajak Pendapat</div><div>Bagaimana pendapat Anda tentang situs ini?</div>"
