"""Stand-ins on loopback for two public web archives: the Wayback Machine and Common Crawl."""

from support.webarchives.captures import Capture, capture_site
from support.webarchives.common_crawl import CommonCrawl
from support.webarchives.server import ArchiveServer
from support.webarchives.wayback import Wayback

__all__ = ["ArchiveServer", "Capture", "CommonCrawl", "Wayback", "capture_site"]
