"""Scrapy's settings: polite by default; the command line overrides what its options say."""

from __future__ import annotations

import os

from scrapy.settings import default_settings

from pipelines import __version__
from pipelines.archive import MAX_BODY

BOT_NAME = "bogor-news"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.scrapy_commands"

# The mail address of whoever runs the crawl; the site's operators read it in their log.
CONTACT = " ".join(os.environ.get("BOGOR_NEWS_CONTACT", "").split())
USER_AGENT = f"{BOT_NAME}/{__version__} (news corpus for research{'; ' + CONTACT if CONTACT else ''})"

# -- gentle
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # the delay is the least pause, not the mean one
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a page is one item; Scrapy starts so many tasks for every answer
# Keeps DOWNLOAD_DELAY exactly, and the pauses that a site asks for.
DOWNLOAD_HANDLERS = {
    "http": "crawler.download_handler.PoliteDownloadHandler",
    "https": "crawler.download_handler.PoliteDownloadHandler",
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
    # The archive keeps bodies as sent, and many tools that read WARC know no newer coding.
    "Accept-Encoding": "gzip, deflate",
}
# A site is left alone for at most this many seconds, also where its Retry-After asks for more.
RETRY_AFTER_MAX = 600.0
RETRY_TIMES = 3
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # AskLaterMiddleware handles 429 and 503
RETRY_EXCEPTIONS = [*default_settings.RETRY_EXCEPTIONS, "crawler.extensions.trickle.TrickleError"]
RETRY_PRIORITY_ADJUST = 1  # a failed page is asked for again before new pages

# -- bounded
DOWNLOAD_TIMEOUT = 30
# After so many seconds, a body that comes slower than this is given up.
TRICKLE_PATIENCE = 2.0
TRICKLE_BYTES_PER_SECOND = 500
DOWNLOAD_MAXSIZE = MAX_BODY
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.mirrors.MirrorMiddleware": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.ask_later.AskLaterMiddleware": 555,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.decoding.DecodingMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.SiteRedirectMiddleware": 600,
    # The spiders build their own addresses, no site has a password, and RawResponseMiddleware counts the traffic.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    # Nearer to the network than decoding (590), so that it sees the bytes as they were sent.
    "crawler.middlewares.raw_response.RawResponseMiddleware": 860,
}
# The spiders build their own addresses and read every status themselves. Each of these costs time for every answer.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "crawler.extensions.attach_run.RunExtension": 0,
    "crawler.extensions.trickle.TrickleExtension": 10,
}
# Without those that are not used: Scrapy imports every extension of this setting, also one that is switched off, which
# takes a fifth of a second of every run.
EXTENSIONS_BASE = {
    path: order
    for path, order in default_settings.EXTENSIONS_BASE.items()
    if path.rpartition(".")[2] not in ("RemoteControl", "TelnetConsole")
}
ITEM_PIPELINES = {
    "pipelines.item_pipelines.ExtractPipeline": 100,
    "pipelines.item_pipelines.CorpusPipeline": 200,
    "crawler.extensions.row_export.RowPipeline": 300,
}
FEED_EXPORTERS = {"csv": "crawler.extensions.row_export.RowCsvExporter"}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.extensions.logs.QuietFormatter"
LOGSTATS_INTERVAL = 60.0
STATS_DUMP = False

# -- of this project: `bogor-news crawl` sets them from its options, `scrapy crawl NAME -s NAME=VALUE` sets them by hand
BOGOR_DATA = "data"
BOGOR_BASE_URL = None
BOGOR_FULL = False
BOGOR_LIMIT = None
BOGOR_START_ID = None
BOGOR_END_ID = None
BOGOR_ACCEPT = False
BOGOR_CONFIRM_GONE_NOW = False
