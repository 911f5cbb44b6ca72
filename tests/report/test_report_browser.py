"""The report in a real browser: drawn, searched, read on a phone, and without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_corpora import row, write, years

from crawler.cli.main import main

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = "</script><img src=https://elsewhere.example/x onerror=document.title='broken'> Zebra & Kancil"

pytestmark = [pytest.mark.soak, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    extra = row(
        900_001,
        title=HOSTILE,
        tags=["<b>tebal</b>"],
        url="https://kotabogor.go.id/berita-detail/900001",
        body="Kalimat pertama.\nKalimat satu. Kalimat kedua menyebut Kédaluwarsa. Kalimat ketiga.",
    )
    data = write(tmp_path_factory.mktemp("corpus") / "data", [*years(), extra])
    assert main(["report", "--data", str(data)]) == 0
    return data / "report.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Visit:
    """One look at the report: the page, and everything that should not have happened."""

    def __init__(self, browser, report: Path, *, width: int = 1100, scheme: str = "light") -> None:
        self.page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(report.as_uri())
        self.page.wait_for_function("document.body.dataset.charts === 'drawn'", timeout=120_000)


@pytest.fixture(scope="module")
def visit(browser, report) -> Visit:
    return Visit(browser, report)


def test_every_chart_is_drawn(visit):
    drawn = visit.page.evaluate(
        "[...document.querySelectorAll('section .chart')].map(c => [c.id, c.querySelectorAll('svg path').length])"
    )
    assert {"per_month", "coverage", "origins", "lengths", "changes", "year_2020"} <= {
        name for name, _ in drawn
    }
    assert [name for name, marks in drawn if marks < 4] == []


def test_charts_are_as_wide_as_the_page(visit):
    widths = visit.page.evaluate(
        "[...document.querySelectorAll('section .chart')].map(c => c.querySelector('svg').clientWidth / c.clientWidth)"
    )
    assert all(0.97 <= width <= 1 for width in widths)


def test_runs_are_folded_and_drawn_when_they_are_opened(browser, report):
    page = Visit(browser, report).page
    assert not page.locator("#runs").is_visible()
    page.locator("#run-list > summary").click()
    page.locator("#runs svg path").first.wait_for()
    width = page.evaluate(
        "document.querySelector('#runs svg').clientWidth / document.querySelector('#runs').clientWidth"
    )
    assert width > 0.97


def test_search_finds_titles_tags_days_and_texts(browser, report):
    page = Visit(browser, report).page
    count, hits = page.locator("#count"), page.locator("#hits > li")

    def found(query: str) -> str:
        page.fill("#search", query)
        page.wait_for_function("!document.getElementById('count').textContent.includes('loading')")
        return count.inner_text()

    assert found("zebra KANCIL") == "1 article"
    link = page.locator("#hits a.title")
    assert link.inner_text() == HOSTILE
    assert link.get_attribute("href") == "https://kotabogor.go.id/berita-detail/900001"
    assert page.locator("#hits mark").all_inner_texts() == ["Zebra", "Kancil"]
    assert found("kedaluwarsa") == "1 article"
    assert page.locator("#hits p").inner_text() == "Kalimat kedua menyebut Kédaluwarsa."
    assert found('"menyebut kedaluwarsa"') == "1 article"
    assert found('"kedaluwarsa menyebut"') == "0 articles"
    assert found("edaluwarsa") == "0 articles"
    assert found("tag:<b>tebal</b> zebra") == "1 article"
    assert found("2025-01-06") == "1 article"
    assert found("taman") != "0 articles"
    assert hits.count() == 50
    page.locator("#more").click()
    assert hits.count() == 100
    found("tidakada")
    assert (count.inner_text(), hits.count()) == ("0 articles", 0)
    page.fill("#search", "")
    assert not count.is_visible()


def test_without_the_second_file_titles_are_searched_and_it_says_so(browser, report, tmp_path):
    alone = tmp_path / "alone.html"
    alone.write_bytes(report.read_bytes())
    page = Visit(browser, alone).page
    page.fill("#search", "zebra")
    page.wait_for_function("document.getElementById('count').textContent.includes('not searched')")
    assert page.locator("#count").inner_text().startswith("1 article. report-texts.js does not lie beside")
    assert page.locator("#hits > li").count() == 1


def test_tags_months_and_days_show_their_articles(browser, report):
    page = Visit(browser, report).page
    tag = page.locator("#tag-list a", has_text="banjir")
    tag.click()
    # The page hears of the new address a moment after the click.
    page.wait_for_function("document.getElementById('search').value === 'tag:\"banjir\"'")
    assert page.locator("#count").inner_text() == f"{tag.locator('span').inner_text()} articles"
    page.locator(".months a[href='#q=2020-07']").click()
    page.wait_for_function("document.getElementById('search').value === '2020-07'")
    assert page.locator("#hits time").first.inner_text().startswith("2020-07")
    cell = page.locator("#year_2019 svg path[aria-label*='articles: 4']").first
    day = cell.get_attribute("aria-label")
    cell.scroll_into_view_if_needed()
    cell.click()
    page.wait_for_function("document.getElementById('search').value.startsWith('2019-')")
    assert page.locator("#search").input_value() in day
    assert page.locator("#count").inner_text() == "4 articles"


def test_the_keyboard_reaches_everything(browser, report):
    page = Visit(browser, report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("zebra")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "in-texts"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == HOSTILE
    page.locator("details.row > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.row .kept").first.is_visible()


def test_a_tooltip_shows_text_not_markup(browser, report):
    page = Visit(browser, report).page
    bar = page.locator("#per_month svg path[aria-label*='berita']").first
    bar.scroll_into_view_if_needed()
    bar.hover()
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    assert "berita" in tooltip.inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (400, "dark"), (1100, "dark"), (320, "light")])
def test_nothing_overflows(browser, report, width, scheme):
    visit = Visit(browser, report, width=width, scheme=scheme)
    visit.page.fill("#search", "zebra")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert visit.page.evaluate(wide + ".map(e => e.outerHTML.slice(0, 80))") == []
    assert visit.complaints == []


def test_text_is_legible_in_both_schemes(browser, report):
    """The ink of texts and axis labels stands out from the paper (WCAG AA: 4.5 to 1)."""
    for scheme in ("light", "dark"):
        visit = Visit(browser, report, scheme=scheme)
        inks = visit.page.evaluate(
            "['body', '.note', 'a', '.bad', '.chart svg text'].map(s => {"
            " const style = getComputedStyle(document.querySelector(s));"
            " return [s, s.includes('svg') ? style.fill : style.color] })"
        )
        paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert [name for name, ink in inks if contrast(ink, paper) < 4.5] == []


def test_it_prints_in_light_colours(browser, report):
    visit = Visit(browser, report, scheme="dark")
    visit.page.emulate_media(media="print")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not visit.page.locator("#search").is_visible()
    assert visit.page.pdf().startswith(b"%PDF")


def test_nothing_was_asked_of_the_network_and_nothing_complained(visit, report):
    """Last, over everything the tests above did on this page."""
    visit.page.mouse.wheel(0, 20_000)
    visit.page.wait_for_timeout(200)
    assert visit.requests == [report.as_uri()]  # nothing was searched for yet, so the texts are not loaded
    assert visit.complaints == []
    assert visit.page.title().startswith("Bogor news corpus")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours, after WCAG 2."""

    def luminance(colour: str) -> float:
        channels = [int(c) / 255 for c in colour.strip("rgba()").split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
