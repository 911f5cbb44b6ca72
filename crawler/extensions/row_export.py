"""What ``scrapy crawl NAME -O FILE`` writes: the row of each article that was fetched."""

from __future__ import annotations

import json
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.exporters import CsvItemExporter

from crawler.crawl_run import CrawlRun, run_of
from pipelines.item import Fetched
from pipelines.schema import Row, plain_row


class RowPipeline:
    """The last item pipeline, used only where Scrapy exports items: it replaces a fetched page by its row."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RowPipeline:
        """Returns the pipeline of one spider. Raises NotConfigured where no items are exported."""
        if not crawler.settings.getdict("FEEDS"):
            raise NotConfigured
        return cls(run_of(crawler))

    def process_item(self, item: Fetched) -> Row:
        """Returns the article's row. Raises DropItem for a page that is not an article."""
        row = self._run.ingest.newest_row(item.page.article_id)
        if row is None or item.extraction.columns is None:
            raise DropItem(f"{item.url} is not an article")
        return plain_row(row)


class RowCsvExporter(CsvItemExporter):
    """Writes lists as JSON, as ``bogor-news export`` does."""

    def export_item(self, item: Any) -> None:
        """Writes one line."""
        super().export_item(
            {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
                for name, value in item.items()
            }
        )
