# ruff: noqa: PLR0911
"""Writes the same words in any markup: what is random is the page, never what a reader sees of the article."""

import html
import random
from collections.abc import Iterator

from markup_parts import (
    AGENDA,
    BELOW_BODY,
    BELOW_DATE,
    BESIDE_DATE,
    BLOCKS,
    FOOTER,
    HEADINGS,
    NAMED,
    NAV,
    NOISE,
    POLL,
    POPULAR,
)
from page_words import Words


class Writer:
    """One way of writing pages, settled by a seed."""

    def __init__(self, words: Words, seed: int) -> None:
        self.words = words
        self.rng = random.Random(seed)
        self.upper_heading = self.chance(0.25)
        self.printings = self.rng.choice((2, 2, 2, 2, 1, 0))
        self.weekday = self.rng.choice(("", "", "Minggu, ", "Jum&rsquo;at, ", "Senin "))
        self.has_slug = self.printings == 0 or self.chance(0.5)
        self.quote = self.rng.choice("\"'")
        self.upper_tags = self.chance(0.1)
        self.open_tags = ("li", "td", "tr") if self.chance(0.2) else ()
        self.spacing = self.rng.choice(("", " ", "\n", "\n    ", "\r\n\t"))
        self.named, self.numeric = self.chance(0.3), self.chance(0.3)
        self.spaces = self.chance(0.3)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    @property
    def url(self) -> str:
        """The address the page is asked under; the slug is in it, or only in the page's head, or nowhere."""
        self.slug_in_url = self.has_slug and self.rng.random() < 0.5
        tail = f"/{self.words.slug}" if self.slug_in_url else ""
        return f"https://kotabogor.go.id/index.php/show_post/detail/{self.words.post_id}{tail}"

    def text(self, plain: str) -> str:
        """Returns the text as HTML: entities and spaces spelled in one of many ways."""
        out = []
        for char in plain:
            if char == " " and self.spaces and self.chance(0.1):
                out.append(self.rng.choice(("&nbsp;", "  ", "\n", "\u00a0", " &nbsp;", "&#160;")))
            elif char in NAMED and (char == "&" or self.named):
                out.append(NAMED[char])
            elif not char.isascii() and self.numeric:
                out.append(self.rng.choice((f"&#{ord(char)};", f"&#x{ord(char):X};")))
            else:
                out.append(html.escape(char, quote=False))
        return "".join(out)

    def tag(self, name: str, content: str, **attributes: str) -> str:
        """Returns an element, sometimes with attributes and names that mean nothing."""
        if name.endswith("-br"):
            return f"<{name[:-3]}>{content}</{name[:-3]}><br>{self.spacing}"
        if self.chance(0.5):
            attributes |= {
                "class": self.rng.choice(
                    ("a", "col-md-8", "isi konten", "title", "MsoNormal", "x1 y2", "sidebar")
                ),
                "id": f"k{self.rng.randrange(99)}",
            }
        if self.chance(0.2):
            attributes["style"] = "margin:0cm;text-align:justify;font-size:12.0pt"
        spelled = "".join(f" {k}={self.quote}{v}{self.quote}" for k, v in attributes.items())
        name = name.upper() if self.upper_tags else name
        end = "" if name.lower() in self.open_tags else f"</{name}>"
        return f"<{name}{spelled}>{self.spacing}{content}{end}{self.spacing}"

    def inline(self, content: str) -> str:
        """Returns the text inside elements that a reader does not see."""
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            name = self.rng.choice(("span", "font", "b", "em", "span lang='IN'", "u"))
            content = f"<{name}>{content}{self.rng.choice(('', '<o:p></o:p>'))}</{name.split()[0]}>"
        return content

    def wrapped(self, content: str, most: int = 3) -> str:
        for _ in range(self.rng.randint(0, most)):
            content = self.tag(self.rng.choice(("div", "div", "section", "div")), content)
        return content

    def noise(self) -> str:
        return self.rng.choice(NOISE) if self.chance(0.3) else ""

    def date(self) -> str:
        day = self.weekday + self.text(self.words.date_text)
        if self.chance(0.15):
            day = "Tanggal : " + day
        if self.chance(0.3):
            day += self.rng.choice(BESIDE_DATE)
        lines = [self.inline(day)] + ([self.rng.choice(BELOW_DATE)] if self.chance(0.25) else [])
        name = self.rng.choice(BLOCKS)
        return "".join(self.tag(name, line) for line in lines)

    def title(self, *, upper: bool = False) -> str:
        title = self.inline(self.text(self.words.title.upper() if upper else self.words.title))
        if self.chance(0.1):
            title = f'<a href="/index.php/show_post/detail/{self.words.post_id}">{title}</a>'
        return self.tag(self.rng.choice(HEADINGS), title)

    def titles(self) -> list[str]:
        printed = [
            self.title(upper=self.upper_heading and self.printings == 2 and i == 0)
            for i in range(self.printings)
        ]
        return [self.noise() + title for title in printed]

    def body(self) -> str:
        paragraphs = [self.text(p) for p in self.words.paragraphs]
        if self.chance(0.1):
            return self.two_columns([f"<p>{p}</p>" for p in paragraphs])
        form = self.rng.choice(("p", "p", "div", "word", "br", "brbr", "blank", "td", "list", "lead"))
        if form == "word":
            return "".join(
                f"<p class=MsoNormal style='mso-line'><span lang=IN>{p}<o:p></o:p></span></p>"
                for p in paragraphs
            )
        if form == "br":
            return "<br/>\n".join(paragraphs) + "<br>"
        if form == "brbr":
            return (
                self.rng.choice(("<br><br>", "<br />&nbsp;<br />", "<BR>\n<BR>\n")).join(paragraphs) + "<br>"
            )
        if form == "blank":
            paragraphs = [" ".join(p.split("\n")) for p in paragraphs]
            return "\r\n\r\n".join(paragraphs) + "<br>"
        if form == "list":
            items = "".join(f"<li>{p}</li>" for p in paragraphs[1:-1])
            return f"<p>{paragraphs[0]}</p><ul>{items}</ul><p>{paragraphs[-1]}</p>"
        if form == "lead":
            first, rest = (
                "".join(f"<p>{p}</p>" for p in paragraphs[:2]),
                "".join(f"<p>{p}</p>" for p in paragraphs[2:]),
            )
            return f"<div class=awal>{first}</div>{rest}"
        if form == "td":
            return "<table>" + "".join(f"<tr><td>{p}</td></tr>" for p in paragraphs) + "</table>"
        empty = self.rng.choice(("", "", "<p>&nbsp;</p>", "<br>"))
        return empty.join(self.tag(form, self.inline(p) if self.chance(0.5) else p) for p in paragraphs)

    def two_columns(self, paragraphs: list[str]) -> str:
        half = len(paragraphs) // 2
        left, right = "".join(paragraphs[:half]), "".join(paragraphs[half:])
        if self.chance(0.5):
            return f"<table><tr><td valign=top>{left}</td><td valign=top>{right}</td></tr></table>"
        return f"<div class=kolom>{left}</div><div class=kolom>{right}</div>"

    def after_body(self) -> str:
        """Returns what templates put below a text: share buttons, neighbours, a category."""
        return self.rng.choice(BELOW_BODY) if self.chance(0.3) else ""

    def other_widgets(self) -> str:
        """Returns boxes of a sidebar that hold dates and links and are not the list of newest articles."""
        return "".join(
            self.tag("div", box)
            for box in self.rng.sample((AGENDA, POPULAR, POLL), self.rng.choice((0, 0, 1, 2)))
        )

    def crumbs(self) -> str:
        """Returns a breadcrumb, which may print the title once more."""
        if self.chance(0.8):
            return ""
        last = self.text(self.words.title) if self.chance(0.5) else "Detail"
        return self.tag(
            "div", f'<a href="/">Beranda</a> &raquo; <a href="/index.php/berita">Berita</a> &raquo; {last}'
        )

    def link(self, post_id: int, title: str) -> str:
        slug = "-".join(title.lower().split())
        start = self.rng.choice(
            ("", "", "https://kotabogor.go.id", "http://www.kotabogor.go.id", "//kotabogor.go.id")
        )
        return f"{start}/index.php/show_post/detail/{post_id}/{slug}"

    def related(self) -> str:
        heading = self.rng.choice(
            ("Berita Terkini", "BERITA TERKINI", "Berita Terkini :", " Berita  Terkini ")
        )
        form = self.rng.choice(("li", "li", "div", "p", "br", "tr", "block-link"))
        items = []
        for post_id, text, title in self.words.links:
            anchor = f"<a href={self.quote}{self.link(post_id, title)}{self.quote}>{self.text(text)}</a>"
            if form == "block-link":
                anchor = anchor.replace(">", "><div>", 1).replace("</a>", "</div></a>")
            if form == "br":
                items.append(anchor + "<br>")
            elif form == "tr":
                items.append(f"<tr><td>{anchor}</td></tr>")
            else:
                items.append(self.tag("div" if form == "block-link" else form, anchor))
        joined = "".join(items)
        if form == "li":
            head = self.tag(self.rng.choice(HEADINGS), heading)
            inside = self.chance(0.2)
            head, first = ("", f"<li>{heading}</li>") if inside else (head, "")
            return head + self.tag(self.rng.choice(("ul", "ol")), first + joined)
        if form == "tr":
            return f"<table><tr><td><b>{heading}</b></td></tr>{joined}</table>"
        return self.tag(self.rng.choice(HEADINGS), heading) + joined

    def around(self) -> tuple[str, str]:
        """Returns the page's header and footer."""
        names = (*NAV, "Berita Terkini") if self.chance(0.3) else NAV
        links = "".join(f'<li><a href="/index.php/page/detail/{i}">{n}</a></li>' for i, n in enumerate(names))
        clock = self.tag("div", "Selasa, 29 April 2025 10:15:00") if self.chance(0.3) else ""
        menu = self.tag(self.rng.choice(("nav", "div", "td")), f"<ul>{links}</ul>")
        parts = [clock, "<img src='/logo.png' alt='Kota Bogor'>", menu]
        self.rng.shuffle(parts)
        lines = self.rng.sample(FOOTER, self.rng.randint(1, 3))
        footer = "".join(self.tag(self.rng.choice(("p", "div")), self.text(line)) for line in lines)
        return self.tag("div", "".join(parts)), self.tag(self.rng.choice(("footer", "div", "div")), footer)

    def article(self) -> str:
        """Returns date, titles and body in one of the shapes a template gives them."""
        parts = [self.date(), *self.titles(), self.noise(), self.body(), self.after_body()]
        shape = self.rng.choice(("flat", "header", "content", "each", "rows"))
        if shape == "header":
            return self.tag("div", "".join(parts[:2])) + self.wrapped("".join(parts[2:]))
        if shape == "content":
            return (
                parts[0]
                + (parts[1] if self.printings else "")
                + self.tag("div", "".join(parts[1 + bool(self.printings) :]))
            )
        if shape == "each":
            return "".join(self.tag("div", part) for part in parts if part)
        if shape == "rows":
            return "<table>" + "".join(f"<tr><td>{part}</td></tr>" for part in parts if part) + "</table>"
        return "".join(parts)

    def main(self) -> str:
        article, related = self.crumbs() + self.article(), self.related()
        if self.chance(0.3):
            related = self.other_widgets() + related + self.other_widgets()
        shape = self.rng.choice(("after", "before", "columns", "cells", "aside", "inside", "semantic"))
        if shape == "inside":
            return self.tag("div", article + related)
        if shape == "cells":
            cells = [self.tag("td", article), self.tag("td", related)]
            self.rng.shuffle(cells)
            return f"<table><tr>{''.join(cells)}</tr></table>"
        if shape == "semantic":
            return f"<main><article>{article}</article></main><aside>{related}</aside>"
        if shape == "aside":
            return self.tag("div", article) + f"<aside>{related}</aside>"
        article, related = self.tag("div", self.wrapped(article)), self.tag("div", self.wrapped(related))
        return related + article if shape == "before" else article + related

    def head(self) -> Iterator[str]:
        yield '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        yield "<title>Website Resmi Pemerintah Kota Bogor</title>"
        if self.has_slug and not self.slug_in_url:
            address = (
                f"http://kotabogor.go.id/index.php/show_post/detail/{self.words.post_id}/{self.words.slug}"
            )
            yield self.rng.choice(
                (f'<link rel="canonical" href="{address}">', f'<meta property="og:url" content="{address}">')
            )

    def page(self) -> tuple[str, str]:
        """Returns (address, HTML) of one page."""
        url = self.url
        doctype = self.rng.choice(
            ("<!DOCTYPE html>", "", '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">')
        )
        header, footer = self.around()
        main = self.wrapped(self.main(), most=6)
        return (
            url,
            f"{doctype}<html><head>{''.join(self.head())}</head><body>{header}{main}{footer}</body></html>",
        )
