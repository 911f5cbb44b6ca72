"""The yardstick of a crawl: follows the same links as ours, and yields only the URL."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
}


class Bare(scrapy.Spider):
    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(sys.argv[1] + "/berita?page=1", self.parse_listing)

    def parse_listing(self, response: Response) -> Iterator[scrapy.Request]:
        for href in response.css("h3.blog-one__title a::attr(href)").getall():
            yield response.follow(href, self.parse_article)
        for href in response.css("a.next.page-numbers::attr(href)").getall():
            yield scrapy.Request(sys.argv[1] + href.split("kotabogor.go.id", 1)[-1], self.parse_listing)

    def parse_article(self, response: Response) -> Iterator[dict[str, str]]:
        yield {"url": response.url}


if __name__ == "__main__":
    process = AsyncCrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    print(stats["item_scraped_count"] / stats["elapsed_time_seconds"])
