"""Authors and pictures: where a name ends, which address a picture has, what is part of the template."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

A, B, C, D = TEXT
NAME = "Rini Astuti"
BYLINES = {
    "a weekday behind the name": f"Oleh {NAME} Selasa, 3 September 2024",
    "a month behind the name": f"By {NAME} September 3, 2024",
    "a day behind the name": f"Penulis: {NAME} 3 September 2024",
    "a place behind the name": f"Penulis: {NAME} di Lereng, 3 September 2024",
    "a place alone behind the name": f"Penulis: {NAME}, Lereng",
    "a place behind the role": f"Kontributor Lereng, {NAME}",
    "a label behind the name": f"Oleh {NAME} Diperbarui 3 September 2024",
    "another role behind the name": f"Reporter: {NAME} Editor: Dewi Lestari",
    "short roles": f"Rep: {NAME}/ Red: Dewi Lestari",
    "a desk in front of the name": f"Laporan Wartawan Situs Lereng, {NAME}",
}


@pytest.mark.parametrize("name", BYLINES)
def test_the_name_in_a_byline(name):
    assert read(page(paragraphs(A, B), above=f"<div>{BYLINES[name]}</div>")).author == NAME


@pytest.mark.parametrize("name", ["Agustus Hadi", "Januari Sitorus", "Dian Minggu Wardana"])
def test_a_name_may_hold_the_word_for_a_month_or_a_day(name):
    assert read(page(paragraphs(A, B), above=f"<div>Oleh {name}</div>")).author == name


def test_a_byline_below_the_text_is_no_part_of_it():
    item = read(page(paragraphs(A, B, f"Rep: {NAME}/ Red: Dewi")))
    assert (item.author, item.body) == (NAME, f"{A}\n{B}")


@pytest.mark.parametrize(
    "lines",
    [
        ("Penulis", NAME),
        ("Kamis, 5 September 2024", "Penulis:", NAME),
        (NAME, "Penulis"),
        ("Kamis, 5 September 2024", NAME, "Penulis"),
    ],
)
def test_a_role_alone_stands_above_or_below_the_name(lines):
    above = "".join(f"<div>{line}</div>" for line in lines)
    assert read(page(paragraphs(A, B), above=above)).author == NAME


@pytest.mark.parametrize("line", ["Kamis, 5 September 2024", "Bagikan", "Penulis"])
def test_a_day_or_a_button_beside_a_role_is_no_name(line):
    above = f"<div>{line}</div><div>Penulis</div><div>Bagikan</div>"
    assert read(page(paragraphs(A, B), above=above)).author is None


def test_two_names_behind_a_role_both_stay():
    above = "<div>Kontributor Rini, Galuh</div>"
    assert read(page(paragraphs(A, B), above=above)).author == "Rini, Galuh"
    above = "<div>Penulis: Rini Astuti, Galuh Permana</div>"
    assert read(page(paragraphs(A, B), above=above)).author == "Rini Astuti, Galuh Permana"


def test_a_photographer_is_no_author():
    picture = '<figure><img src="/k.jpg"></figure><div class="photo-credit">Rini Astuti</div>'
    assert read(page(picture + paragraphs(A, B))).author is None


DATA = {
    "a comment of the script around it": "/* <![CDATA[ */ {} /* ]]> */",
    "a section around it": "<![CDATA[{}]]>",
    "a comment of the page around it": "<!-- {} -->",
    "nothing around it": "{}",
}
ARTICLE = (
    '{"@type":"NewsArticle","headline":"Kebun Sekolah di Lereng Panen Perdana","author":{"@type":"Person",'
    '"name":{"@type":"Person","name":"Rini Astuti"}},"datePublished":"2024-09-03T08:15:00+07:00"}'
)
BROKEN = (
    '{"publisher":{"@type":"Organization","name":"Situs Lereng"} "@type":"NewsArticle",'
    '"description":"kata "sabar" itu",'
    '"author":{"@type":"Person","name":"Rini Astuti"},"datePublished":"2024-09-03T08:15:00+07:00"}'
)


def head(data):
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize("name", DATA)
def test_structured_data(name):
    item = read(page(paragraphs(A, B), head=head(DATA[name].replace("{}", ARTICLE))))
    assert (item.author, item.published_at.isoformat()) == (NAME, "2024-09-03T08:15:00+07:00")


@pytest.mark.parametrize("key", ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"])
@pytest.mark.parametrize(("depth", "expected"), [(1, NAME), (6, NAME), (7, None)])
def test_an_article_inside_other_structured_data(key, depth, expected):
    data = f'{{"@type":"WebSite","{key}":' * depth + ARTICLE + "}" * depth
    assert read(page(paragraphs(A, B), head=head(data))).author == expected


def test_broken_structured_data_with_the_publisher_first():
    item = read(page(paragraphs(A, B), head=head(BROKEN)))
    assert (item.author, item.published_at.isoformat()) == (NAME, "2024-09-03T08:15:00+07:00")


def test_broken_structured_data_of_the_site_tells_nothing():
    data = '{"@type":"Organization","name":"Situs "Lereng"","datePublished":"2024-09-03T08:15:00+07:00"}'
    assert read(page(paragraphs(A, B), head=head(data))).published_date is None


PHOTO = "https://situs.example/foto/kebun.jpg"
PICTURES = {
    "an address kept for later": '<img src="/aset/kosong.gif" data-src="/foto/kebun.jpg">',
    "an address under another name": '<img src="/aset/lazy.png" data-lazyload="/foto/kebun.jpg">',
    "sizes kept for later": '<img src="data:image/gif;base64,R0=" data-srcset="/foto/kebun.jpg 6w, /foto/b.jpg 9w">',
    "an address without a folder": '<img src="/foto/kebun.jpg"><img src="logo.png">',
    "sizes only": '<img srcset="/foto/kebun.jpg 1x, /foto/b.jpg 2x">',
    "a source of a picture": '<picture><source srcset="/foto/kebun.jpg 600w"><img alt=""></picture>',
    "an AMP element": '<amp-img src="/foto/kebun.jpg" width="600" height="400"></amp-img>',
    "data of another kind": '<img src="/foto/kebun.jpg" data-src-note="kebun sekolah" data-image-meta="{}">',
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_address_of_a_picture(name):
    item = read(page(paragraphs(A) + f"<figure>{PICTURES[name]}</figure>" + paragraphs(B)))
    assert [image.url for image in item.images] == [PHOTO]


@pytest.mark.parametrize("file", ["spanduk-logo-lomba.jpg", "banner-hut-sekolah.jpg", "zoom-meeting.jpg"])
def test_a_word_in_a_files_name_makes_no_ornament(file):
    item = read(page(paragraphs(A) + f'<p><img src="/foto/{file}"></p>' + paragraphs(B)))
    assert [image.url for image in item.images] == [f"https://situs.example/foto/{file}"]


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/aset/logo.png"',
        'src="/senyum.png" class="emoji"',
        'src="/aset/icon-share.png"',
        'src="/t.jpg" width="1"',
    ],
)
def test_a_part_of_the_template_is_no_picture(attributes):
    assert read(page(paragraphs(A) + f"<p><img {attributes}></p>" + paragraphs(B))).images == ()


NOTE = "Murid memanen kangkung"
CAPTIONS = {
    "behind a line break": f'<p><img src="/foto/kebun.jpg"><br><em>{NOTE}</em></p>',
    "in the element behind its frame": f'<div><img src="/foto/kebun.jpg"></div><div><small>{NOTE}</small></div>',
    "in a paragraph behind it": f'<img src="/foto/kebun.jpg"><p>Foto: {NOTE}</p>',
    "in its own element": f'<p><img src="/foto/kebun.jpg">{NOTE}. Foto: Rini</p>',
    "in a table around it": (
        f'<table><tr><td><img src="/foto/kebun.jpg"></td></tr><tr><td><i>{NOTE}</i></td></tr></table>'
    ),
}


@pytest.mark.parametrize("name", CAPTIONS)
@pytest.mark.parametrize("first", [(), (A,)], ids=["above the text", "in the text"])
def test_a_caption_belongs_to_the_picture_before_it(name, first):
    html = page(paragraphs(*first) + CAPTIONS[name] + paragraphs(B, C), above="<div>3 September 2024</div>")
    item = read(html)
    assert [(image.url, NOTE in (image.caption or "")) for image in item.images] == [(PHOTO, True)]
    assert item.body.split("\n") == [*first, B, C]


def test_each_picture_has_its_own_caption():
    pictures = [f'<p><img src="/foto/{n}.jpg"><br><em>{NOTE} {n}</em></p>' for n in (1, 2)]
    bare = '<p><img src="/foto/3.jpg"></p>'
    item = read(page(paragraphs(A) + pictures[0] + paragraphs(B) + pictures[1] + bare + paragraphs(C)))
    assert [image.caption for image in item.images] == [f"{NOTE} 1", f"{NOTE} 2", None]


NAMES_ELSEWHERE = {
    "a name in an element for names": ('<div class="author">Rini Astuti</div>', "", ""),
    "a role below the name": ("<div>Rini Astuti</div><div>Reporter</div>", "", ""),
    "a byline below the text": ("", "<div>Penulis: Rini Astuti</div>", ""),
    "microdata": ('<span itemprop="author"><span>Rini Astuti</span></span>', "", ""),
    "a link to the author": ('<a rel="author" href="/rini">Rini Astuti</a>', "", ""),
    "a claim": ("", "", '<meta name="author" content="Rini Astuti">'),
    "a claim with the site behind it": ("", "", '<meta name="author" content="Rini Astuti - Situs Lereng">'),
}


@pytest.mark.parametrize("name", NAMES_ELSEWHERE)
def test_where_the_author_is_named(name):
    above, below, claim = NAMES_ELSEWHERE[name]
    assert read(page(paragraphs(A, B), above=above, below=below, head=claim)).author == NAME


@pytest.mark.parametrize(
    "name",
    ["Redaksi Lereng", "Admin", "Situs Lereng Online", "rini@lereng.example", "Tim Situs", "Dinas Pertanian"],
)
def test_an_office_is_no_author(name):
    above = f'<div class="author">{name}</div><div>Penulis: {name}</div>'
    assert (
        read(page(paragraphs(A, B), above=above, head=f'<meta name="author" content="{name}">')).author
        is None
    )


def test_the_site_is_no_author():
    head = '<meta property="og:site_name" content="Warta Lereng"><meta name="author" content="Warta Lereng">'
    assert read(page(paragraphs(A, B), head=head)).author is None


def test_a_byline_has_under_160_characters():
    for length, expected in ((159, NAME), (160, None)):
        rest = "a" * (length - len(f"Penulis: {NAME} | "))
        line = f'Penulis: {NAME} | <a href="/surel">{rest}</a>'
        assert read(page(paragraphs(A, B), above=f"<div>{line}</div>")).author == expected


def test_a_name_in_a_comment_is_no_author():
    below = "<h3>Komentar</h3><div>Penulis: Rini Astuti</div>"
    assert read(page(paragraphs(A, B), below=below)).author is None


@pytest.mark.parametrize(("lines", "expected"), [(29, NAME), (30, None)])
def test_the_author_stands_within_thirty_lines_of_the_text(lines, expected):
    below = "<div>Lereng</div>" * lines + "<div>Penulis: Rini Astuti</div>"
    assert read(page(paragraphs(A, B), below=f"<aside>{below}</aside>")).author == expected


def anchors(*texts, attributes=""):
    return " ".join(f'<a href="/label/{i}" {attributes}>{text}</a>' for i, text in enumerate(texts))


TAGS = {
    "behind a heading": f"<div>Tags: {anchors('selada', 'sekolah')}</div>",
    "below a heading": f"<h4>Topik</h4><div>{anchors('selada', 'sekolah')}</div>",
    "in an element for tags": f'<div class="tags">{anchors("selada", "sekolah")}</div>',
    "with a sign": f"<div>{anchors('#selada', '#sekolah')}</div>",
    "with a relation": f"<div>{anchors('selada', 'sekolah', attributes='rel=tag')}</div>",
    "each in an item": '<ul class="tags"><li><a href="/l/1">selada</a></li><li><a href="/l/2">sekolah</a></li></ul>',
    "each once": f"<div>Tags: {anchors('selada', 'sekolah', '#selada')}</div>",
    "without a long one": f"<div>Tags: {anchors('selada', 's' * 61, 'sekolah')}</div>",
}


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("place", ["above", "below"])
def test_the_tags_of_an_article(name, place):
    assert read(page(paragraphs(A, B), **{place: TAGS[name]})).tags == ("selada", "sekolah")


def test_a_tag_has_at_most_sixty_characters():
    below = f"<div>Tags: {anchors('s' * 60)}</div>"
    assert read(page(paragraphs(A, B), below=below)).tags == ("s" * 60,)


@pytest.mark.parametrize(
    "below",
    [
        f"<div>{anchors('selada', 'sekolah')}</div>",
        f"<div>{anchors('#selada', 'sekolah')}</div>",
        f"<h3>Komentar</h3><div>Tags: {anchors('selada')}</div>",
    ],
    ids=["plain links", "links of which one has a sign", "tags of a comment"],
)
def test_other_links_are_no_tags(below):
    assert read(page(paragraphs(A, B), below=below)).tags == ()


def test_the_tags_end_where_other_links_begin():
    below = f'<h4>Topik</h4><div class="a">{anchors("selada")}</div><div class="b">{anchors("Lomba")}</div>'
    assert read(page(paragraphs(A, B), below=below)).tags == ("selada",)


def test_claimed_tags_stand_in_for_printed_ones():
    head = '<meta property="article:tag" content="selada"><meta property="article:tag" content="sekolah">'
    assert read(page(paragraphs(A, B), head=head)).tags == ("selada", "sekolah")


def test_a_title_is_no_byline():
    assert read(page(paragraphs(A, B), title="Reporter Rini Astuti")).author is None
