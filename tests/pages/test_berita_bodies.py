"""The body of a page of the new generation is what a reader would type off the screen, whatever the editor left."""

import datetime as dt

import pytest

from pipelines.article import RawPage
from pipelines.pages.page_to_article import extract

URL = "https://kotabogor.go.id/berita-detail/7"
FETCHED = dt.datetime(2025, 5, 2, tzinfo=dt.UTC)


def read(body):
    page = (
        '<html><body><h2>Berita Detil</h2><div class="blog-details__left"><div class="blog-details__content">'
        '<ul class="blog-details__meta"><li>oleh Admin</li></ul><h3 class="blog-details__title">Judul</h3>'
        f'<p class="blog-details__text-1">{body}</p></div><div class="blog-details__bottom">'
        '<p class="blog-details__tags">Tag <a href="/berita/Kota">Kota</a> <a href="/berita/Taman">#Taman </a></p>'
        '<img src="/lambang.png"></div></div><div class="sidebar">Berita Terbaru<img src="/samping.png"></div>'
        "<footer>Kaki halaman</footer></body></html>"
    )
    return extract(RawPage(page.encode(), URL, FETCHED))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("<p>Satu.</p>\n<p>Dua.</p>", ["Satu.", "Dua."], id="siblings"),
        pytest.param("<div>Satu.</div><div>Dua.</div>", ["Satu.", "Dua."], id="divs"),
        pytest.param("Satu.<p>Dua.</p>Tiga.", ["Satu.", "Dua.", "Tiga."], id="text_around_a_paragraph"),
        pytest.param("Satu.\r\n\r\nDua.", ["Satu.", "Dua."], id="plain_blank_lines"),
        pytest.param("Satu.\nDua.\n", ["Satu.", "Dua."], id="plain_lines"),
        pytest.param("Satu <b>tebal</b>.\nDua.", ["Satu tebal.", "Dua."], id="plain_lines_with_bold_print"),
        pytest.param("Satu dua tiga\nempat lima.", ["Satu dua tiga empat lima."], id="plain_wrapped"),
        pytest.param("Satu<br>Dua<br/><br/>Tiga", ["Satu", "Dua", "Tiga"], id="breaks"),
        pytest.param("<p>Satu <span><span><b>d</b>ua</span></span>.</p>", ["Satu dua."], id="nested_spans"),
        pytest.param("<p>&nbsp;</p><p></p><p>Satu&nbsp;&nbsp;dua</p><p><br></p>", ["Satu dua"], id="empty"),
        pytest.param(
            "<ol><li>Satu<ul><li>Dua</li></ul></li><li>Tiga</li></ol>", ["Satu", "Dua", "Tiga"], id="lists"
        ),
        pytest.param("<h4>Satu</h4><p>Dua.</p>", ["Satu", "Dua."], id="heading"),
        pytest.param("<blockquote><p>“Satu.”</p></blockquote>", ["“Satu.”"], id="quotation"),
        pytest.param("<table><tr><th>A<th>B<tr><td>1<td><p>2</p></table>", ["A B", "1 2"], id="table"),
        pytest.param(
            "<table><tr><td><p>Satu.</p></td></tr><tr><td><p>Dua.</p></td></tr></table>",
            ["Satu.", "Dua."],
            id="frame",
        ),
        pytest.param(
            "<figure><img src=a.jpg><figcaption>K</figcaption></figure><p>Satu.</p>", ["Satu."], id="figure"
        ),
        pytest.param(
            "<div class='wp-caption'><img src=a.jpg><p class='wp-caption-text'>K</p></div><p>Satu.</p>",
            ["Satu."],
            id="caption",
        ),
        pytest.param("<p><img src=a.jpg alt=x>Satu.</p>", ["Satu."], id="inline_image"),
        pytest.param(
            "<!--[if gte mso 9]><xml>k</xml><![endif]--><p class=MsoNormal>Satu<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>",
            ["Satu"],
            id="word",
        ),
        pytest.param("<p>Satu 😀👍🏽 👨‍👩‍👧.</p>", ["Satu 😀👍🏽 👨‍👩‍👧."], id="emoji"),
        pytest.param(
            "<p>Satu.</p><iframe src=x>v</iframe><video>v</video><p>Dua.</p>", ["Satu.", "Dua."], id="video"
        ),
        pytest.param("<p>Lihat <a href=/x>laman ini</a>.</p>", ["Lihat laman ini."], id="link"),
        pytest.param("<p>10 m<sup>2</sup> &amp; H<sub>2</sub>O</p>", ["10 m2 & H2O"], id="superscript"),
        pytest.param("<p>Satu.</p><p>Dibaca : 1.024 kali</p><p>👁 120</p>", ["Satu."], id="counters"),
        pytest.param(
            "<p>Satu.</p><p>Bagikan:</p><ul><li><a href='https://wa.me/?text=x'>WhatsApp</a></li></ul>"
            "<a href='https://www.facebook.com/sharer/sharer.php?u=x'>Bagikan ke Facebook</a>",
            ["Satu."],
            id="share_buttons",
        ),
        pytest.param(
            "<p>Satu.</p><p><b>Baca juga :</b> <a href='/berita-detail/3'>Tiga</a></p>", ["Satu."], id="also"
        ),
        pytest.param(
            "<p>Baca juga kitab itu bersama anak.</p>", ["Baca juga kitab itu bersama anak."], id="not_also"
        ),
        pytest.param("<p>Ia suka berita ini.</p>", ["Ia suka berita ini."], id="not_a_button"),
        pytest.param("<p>Satu.</div><p>Dua.</p><p>Tiga.</p>", ["Satu.", "Dua.", "Tiga."], id="stray_end"),
        pytest.param("<p>Satu.</div></div>Dua.<p>Tiga.</p>", ["Satu.", "Dua.", "Tiga."], id="two_stray_ends"),
        pytest.param("Satu.</div>Dua.", ["Satu.", "Dua."], id="stray_end_in_plain_text"),
        pytest.param("<p>Satu.</p><!-- <p>Dua.</p>", ["Satu.", "Dua."], id="comment_without_end"),
        pytest.param(
            "<p>Satu.</p><!--[if gte mso 9]><xml>k</xml><p>Dua.</p>", ["Satu.", "Dua."], id="word_without_end"
        ),
        pytest.param("<p>Satu.</p><!-- <p>Dua.</p> --><p>Tiga.</p>", ["Satu.", "Tiga."], id="comment"),
        pytest.param(
            "<p>Perolehan medali:</p><p>🥇 12</p><p>🥈 9</p><p>🥉 7</p>",
            ["Perolehan medali:", "🥇 12", "🥈 9", "🥉 7"],
            id="medals",
        ),
        pytest.param(
            "<p>Hubungi:</p><p>☎️ 112</p><p>📞 0811 1234 567</p>",
            ["Hubungi:", "☎️ 112", "📞 0811 1234 567"],
            id="telephones",
        ),
        pytest.param(
            "<p>Daftar di</p><p>Link:</p><p>bit.ly/daftar</p><p>Instagram</p><p>@pemkot</p>",
            ["Daftar di", "Link:", "bit.ly/daftar", "Instagram", "@pemkot"],
            id="labels",
        ),
        pytest.param(
            "<p>Surat ke</p><p><a href='mailto:kota@contoh.example'>kota@contoh.example</a></p>"
            "<p><a href='https://wa.me/62811123'>WhatsApp</a></p>",
            ["Surat ke", "kota@contoh.example", "WhatsApp"],
            id="contacts",
        ),
        pytest.param("<p>Satu.</p><p>Instagram</p>", ["Satu.", "Instagram"], id="one_service_at_the_end"),
        pytest.param("<p>Satu.</p><p>Facebook Twitter WhatsApp</p>", ["Satu."], id="services_at_the_end"),
        pytest.param("<p>Satu.</p><p>Instagram</p><p>Bagikan</p>", ["Satu."], id="service_beside_a_call"),
        pytest.param("<p>Cetak</p><p>Satu.</p>", ["Satu."], id="button_at_the_beginning"),
        pytest.param(
            "<p>Pilih</p><p>Cetak</p><p>lalu tunggu.</p>",
            ["Pilih", "Cetak", "lalu tunggu."],
            id="button_in_text",
        ),
        pytest.param(
            "<p>Museum:</p><p>320 pengunjung</p><p>Taman:</p><p>510 orang</p>",
            ["Museum:", "320 pengunjung", "Taman:", "510 orang"],
            id="visitors_in_text",
        ),
        pytest.param("<p>Satu.</p><p>320 pengunjung</p>", ["Satu."], id="visitors_at_the_end"),
        pytest.param("<p>Satu.</p><p>Dibaca 12 kali</p><p>Dua.</p>", ["Satu.", "Dua."], id="readers_in_text"),
        pytest.param(
            "<p>Baca juga <a href='/berita-detail/3'>kitab itu</a> bersama anak.</p>",
            ["Baca juga kitab itu bersama anak."],
            id="also_goes_on",
        ),
        pytest.param(
            "<p>Satu.</p><p>Baca juga <a href='/berita-detail/3'>Tiga</a></p>", ["Satu."], id="also_is_a_link"
        ),
        pytest.param(
            "<p>Satu.</p><p>Baca juga:</p><ul><li><a href='/berita-detail/3'>Tiga</a></li>"
            "<li><a href='/berita-detail/4'>Empat</a></li></ul><p>Dua.</p>",
            ["Satu.", "Dua."],
            id="also_a_list",
        ),
        pytest.param(
            "<p>Satu.</p><p>Baca juga:</p><ul><li>Kitab tua</li></ul><p><a href='/berita-detail/3'>Tiga</a></p>",
            ["Satu.", "Kitab tua", "Tiga"],
            id="also_a_list_of_books",
        ),
        pytest.param(
            "<span style='display:block'>Satu.</span><span style='display:block'>Dua.</span>",
            ["Satu.", "Dua."],
            id="block_spans",
        ),
    ],
)
def test_body(body, lines):
    assert read(body).body == "\n".join(lines)


def test_a_pointer_in_the_text_is_a_related_link():
    article = read(
        "<p>Satu.</p><p>Baca juga: <a href='http://www.kotabogor.go.id/berita-detail/3/'>Tiga</a></p>"
    )
    (link,) = article.related_links
    assert (link.position, link.url, link.text, link.title) == (0, URL[:-1] + "3", "Tiga", "Tiga")


def test_a_list_below_a_pointer_is_related_links():
    article = read(
        "<p>Satu.</p><p>Baca juga:</p><ul><li><a href='/berita-detail/3'>Tiga</a></li>"
        "<li><a href='/berita-detail/4'>Empat</a></li></ul><p>Dua.</p>"
    )
    assert [(link.post_id, link.title) for link in article.related_links] == [(3, "Tiga"), (4, "Empat")]


def test_pictures_behind_a_stray_end_tag_belong_to_the_text_and_others_do_not():
    article = read("<p>Satu.</div><p><img src='/a.jpg'></p>")
    assert [i.url for i in article.images] == ["https://kotabogor.go.id/a.jpg"]


def test_an_address_without_a_file_and_a_picture_in_the_page_itself_are_no_images():
    article = read(
        "<p><img src='/storage/data/'><img src='data:image/png;base64,AAAA'><img src='/a.jpg'></p>"
    )
    assert [i.url for i in article.images] == ["https://kotabogor.go.id/a.jpg"]


def test_pictures_of_the_text_with_captions():
    article = read(
        "<figure><img data-src='/a.jpg' src='data:x'><figcaption> K </figcaption></figure><img src='//b.id/b.jpg'>"
    )
    assert [(i.url, i.caption) for i in article.images] == [
        ("https://kotabogor.go.id/a.jpg", "K"),
        ("https://b.id/b.jpg", None),
    ]


def test_tags():
    assert read("<p>Satu.</p>").tags == ("Kota", "#Taman")
