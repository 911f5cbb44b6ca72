"""What every spider has: the run it belongs to, its source's report, and requests outside the phases."""

from __future__ import annotations

from typing import Any

import scrapy
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.crawl_run import CrawlRun, SourceReport, run_of


class CorpusSpider(scrapy.Spider):
    """A spider whose findings go into the corpus of a run."""

    source: str

    @property
    def corpus_run(self) -> CrawlRun:
        """The run this spider belongs to."""
        return run_of(self.crawler)

    @property
    def report(self) -> SourceReport:
        """The state of the source so far."""
        return self.corpus_run.report(self.source)

    async def download(self, url: str, **meta: Any) -> Response | Exception:
        """Returns the answer for a page that leads to articles, or the error that a download ended with."""
        engine = self.crawler.engine
        assert engine is not None
        request = scrapy.Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            return await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - a download fails in many ways; all of them mean "no answer"
            return error
