"""The body of a post in the markup that editors store: the same paragraphs in many forms."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from crawler.minisite.post import BodyForm, Post

_WORD_HEAD: Final = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>"
    "<![endif]--><!--[if gte mso 10]><style>/* Style Definitions */ table.MsoNormalTable"
    '{mso-style-name:"Table Normal"; font-size:11.0pt;}</style><![endif]-->'
)
_WORD_STYLE: Final = (
    'style="margin-bottom:.0001pt;text-align:justify;line-height:150%;mso-pagination:widow-orphan"'
)


def body_html(post: Post, read_also: Post | None = None) -> str:
    """Returns the stored HTML of a post; a browser shows ``post.paragraphs`` and the printed pictures.

    What else is in the text follows the first paragraph: a "Baca juga" link to the post ``read_also``, a picture as
    base64, a stray ``</div>``.
    """
    added = ""
    if read_also is not None:
        title = escape(read_also.title, quote=False)
        added += (
            f'<p><strong>Baca juga:</strong> <a href="http://kotabogor.go.id{read_also.path}">{title}</a></p>'
        )
    if post.embedded:
        added += f'<p><img src="{_data_url(post)}" style="width: 612px;" data-filename="foto.jpg"><br></p>'
    if post.stray_div:
        added += "</div>"
    html = _FORMS[post.body_form](post)
    if "</p>" in html:
        return html.replace("</p>", f"</p>{added}", 1)
    return html.replace("\r\n", f"{added}\r\n", 1)


def _data_url(post: Post) -> str:
    """Returns a picture of ``post.embedded`` characters, the same one for the same post."""
    data = random.Random(post.article_id).randbytes(post.embedded * 3 // 4)
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def _escaped(post: Post) -> list[str]:
    return [escape(p, quote=False) for p in post.paragraphs]


def _wrap(paragraphs: Sequence[str]) -> str:
    return "\r\n\r\n".join(f"<p>{p}</p>" for p in paragraphs)


def _emphasised(text: str) -> str:
    """Returns the text with a link and bold print inside, as editors mark the city's name."""
    text = text.replace("Kota Bogor", '<a href="http://kotabogor.go.id/" target="_blank">Kota Bogor</a>', 1)
    head, _, tail = text.partition(", ")
    return f"<strong>{head}</strong>, {tail}" if tail and "<" not in head else text


def _paragraphs(post: Post) -> str:
    lead, *rest = _escaped(post)
    return _wrap([_emphasised(lead), *rest])


def _plain_text(post: Post) -> str:
    return "\r\n\r\n".join(_escaped(post))


def _plain_breaks(post: Post) -> str:
    return "<br />\r\n".join(_escaped(post))


def _br(post: Post) -> str:
    return f"<p>{'<br><br>'.join(_escaped(post))}<br></p>"


def _nbsp(post: Post) -> str:
    spaced = [p.replace(" ", "&nbsp; ", 1).replace(", ", ",&nbsp;") for p in _escaped(post)]
    return "<p>&nbsp;</p>".join(f"<p>{p}&nbsp;</p>" for p in spaced)


def _styled(post: Post) -> str:
    def one(text: str) -> str:
        return (
            '<p style="text-align: justify;"><span style="font-size: 14px; color: rgb(51, 51, 51);">'
            f'<span style="font-family: Arial, Helvetica, sans-serif;">{text}</span></span></p>'
        )

    return "\n".join(map(one, _escaped(post)))


def _word_paste(post: Post) -> str:
    def one(text: str) -> str:
        first, _, rest = text.partition(" ")
        return (
            f'<p class="MsoNormal" {_WORD_STYLE}>'
            '<span lang="IN" style="font-size:12.0pt;mso-ansi-language:IN">'
            f"{first} <span style='mso-spacerun:yes'></span>{rest}<o:p></o:p></span></p>"
        )

    empty = f'<p class="MsoNormal" {_WORD_STYLE}><o:p>&nbsp;</o:p></p>'
    return _WORD_HEAD + f"\r\n{empty}\r\n".join(map(one, _escaped(post)))


def _list(post: Post) -> str:
    if len(post.paragraphs) < 3:
        return _paragraphs(post)
    lead, *points, closing = _escaped(post)
    items = "\n".join(f"<li>{p}</li>" for p in points)
    tag = "ol" if post.post_id % 2 else "ul"
    return f"<p>{lead}</p>\n<{tag}>\n{items}\n</{tag}>\n<p>{closing}</p>"


def _quote(post: Post) -> str:
    def one(text: str) -> str:
        return (
            f"<blockquote><p><em>{text}</em></p></blockquote>" if text.startswith("“") else f"<p>{text}</p>"
        )

    return "\n".join(map(one, _escaped(post)))


def _table(post: Post) -> str:
    # A frame of one column, as pasted from a circular letter: each row is a paragraph.
    rows = "".join(f'<tr><td style="padding:4px"><p>{p}</p></td></tr>\n' for p in _escaped(post))
    return f'<table border="0" width="100%"><tbody>\n{rows}</tbody></table>'


def _captioned_image(post: Post) -> str:
    lead, *rest = _escaped(post)
    figure = "".join(
        f'<figure class="image"><img src="{escape(image.url)}" alt="" width="800">'
        f"<figcaption>{escape(image.caption, quote=False)}</figcaption></figure>"
        for image in post.images
        if image.caption
    )
    return f"<p>{lead}</p>\n{figure}\n{_wrap(rest)}"


_FORMS: Final[dict[BodyForm, Callable[[Post], str]]] = {
    "paragraphs": _paragraphs,
    "plain_text": _plain_text,
    "plain_breaks": _plain_breaks,
    "br": _br,
    "nbsp": _nbsp,
    "styled": _styled,
    "word_paste": _word_paste,
    "list": _list,
    "quote": _quote,
    "table": _table,
    "captioned_image": _captioned_image,
}
