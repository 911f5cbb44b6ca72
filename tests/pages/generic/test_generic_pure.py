"""Reading a page is a pure function: a second reading of the same tree gives the same parts."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.pages.base import elements_by_tag, parse_html
from pipelines.pages.generic.blocks import read_blocks
from pipelines.pages.generic.parts import read_parts
from pipelines.pages.generic.region import find_region, without_own_zones

SENTENCES = (
    "Panen padi di lereng gunung itu berlangsung sampai akhir bulan karena hujan terlambat turun.",
    "Petani menjemur gabah di halaman sekolah yang sedang libur, dan anak-anak ikut membantu.",
    "Harga gabah di tingkat petani naik dua ratus rupiah dibanding musim lalu.",
)
LINES = (
    *(f"<p>{sentence}</p>" for sentence in SENTENCES),
    "<h1>Panen Padi Mundur Karena Hujan</h1>",
    "<h2>Harga Gabah Naik</h2>",
    "<p>12 Mei 2024</p>",
    '<a href="/b">Jalan Desa Selesai Diperbaiki Warga</a>',
    '<img src="/sawah.jpg">',
)
FRAMES = ("<div>{}</div>", "<aside>{}</aside>", "<header>{}</header>", '<div class="sidebar">{}</div>')
FRAMES += ('<div class="related">{}</div>', '<li class="kartu">{}</li>', "<article>{}</article>")
PARTS = st.recursive(
    st.sampled_from(LINES),
    lambda inner: st.builds(
        lambda frame, parts: frame.format("".join(parts)),
        st.sampled_from(FRAMES),
        st.lists(inner, max_size=6),
    ),
    max_leaves=25,
)
PAGES = st.builds(
    lambda title, parts: f"<title>{title}</title><body>{''.join(parts)}",
    st.sampled_from(("Panen Padi Mundur Karena Hujan", "Kabar Lereng", "")),
    st.lists(PARTS, min_size=1, max_size=6),
)


def told(blocks):
    return [(b.position, b.text, [zone.kind for zone in b.zones]) for b in blocks]


def summary(root):
    parts = read_parts(root, elements_by_tag(root))
    title = parts.title and (parts.title.text, parts.title.block and parts.title.block.position)
    region = attrs.asdict(parts.region, recurse=False)["container"]
    return title, region, told(parts.blocks), told(parts.region.blocks), told(parts.body.paragraphs)


@settings(max_examples=60)
@given(PAGES)
def test_reading_a_page_twice(html):
    root = parse_html(html)
    assert summary(root) == summary(root)


@settings(max_examples=60)
@given(PAGES)
def test_finding_the_article_twice_among_the_same_lines(html):
    blocks = read_blocks(parse_html(html))
    title = next((b for b in blocks if b.is_heading), None)
    before = told(blocks)
    once, again = without_own_zones(blocks, title), without_own_zones(blocks, title)
    assert (told(once), told(blocks)) == (told(again), before)
    assert find_region(once, title) == find_region(once, title)
