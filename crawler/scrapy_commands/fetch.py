"""``scrapy fetch URL``: fetches as a crawl does, and stores nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.commands import fetch


class Command(fetch.Command):
    """Scrapy's own command, without a corpus."""

    default_settings: ClassVar[dict[str, Any]] = {**fetch.Command.default_settings, "BOGOR_STORE": False}
