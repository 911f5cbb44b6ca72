"""A title that is printed in several lines of one heading."""

import pytest

from tests.pages.generic.pages import TEXT, TITLE, page, paragraphs, read

FIRST, SECOND = "Kebun Sekolah di Lereng", "Panen Perdana"
CLAIM = f'<meta property="og:title" content="{TITLE}">'


def printed(heading, head=CLAIM):
    html = page(paragraphs(*TEXT), above="<div>Selasa, 3 September 2024</div>", head=head)
    return read(html.replace(f"<h1>{TITLE}</h1>", heading))


WHOLE = {
    "a line break": f"<h1>{FIRST}<br>{SECOND}</h1>",
    "a line break in bold type": f"<h1><b>{FIRST}<br>{SECOND}</b></h1>",
    "blocks": f"<h1><div>{FIRST}</div><div>{SECOND}</div></h1>",
    "inline elements shown as blocks": (
        f'<h1><span style="display:block">{FIRST}</span><span style="display:block">{SECOND}</span></h1>'
    ),
    "a lower heading": f"<h2>{FIRST}<br>{SECOND}</h2>",
    "four lines": "<h1>Kebun Sekolah<br>di Lereng<br>Panen<br>Perdana</h1>",
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("head", [CLAIM, ""], ids=["claimed", "named in the title element alone"])
def test_the_lines_of_a_heading_are_one_title(name, head):
    item = printed(WHOLE[name], head)
    assert item.title == TITLE
    assert item.body.split("\n") == list(TEXT)
    assert item.published_date.isoformat() == "2024-09-03"


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1>{TITLE}<br><small>Murid menjual selada kepada orang tua</small></h1>",
        f"<h1><small>Pendidikan</small><br>{TITLE}</h1>",
        f"<h1>{TITLE}</h1><h2>Murid menjual selada kepada orang tua</h2>",
    ],
    ids=["a line below it", "a kicker above it", "another heading"],
)
def test_a_line_that_nothing_claims_is_no_part_of_the_title(heading):
    assert printed(heading).title == TITLE
