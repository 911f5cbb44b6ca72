"""``scrapy shell URL``: fetches as a crawl does, and stores nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.commands import shell


class Command(shell.Command):
    """Scrapy's own command, without a corpus."""

    default_settings: ClassVar[dict[str, Any]] = {**shell.Command.default_settings, "BOGOR_STORE": False}
