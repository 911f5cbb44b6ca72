"""``scrapy parse URL``: shows the columns of an article's page, and stores nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.commands import parse


class Command(parse.Command):
    """Scrapy's own command, without a corpus; the spider's ``parse`` gives the columns."""

    default_settings: ClassVar[dict[str, Any]] = {**parse.Command.default_settings, "BOGOR_STORE": False}
