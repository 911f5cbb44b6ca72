"""Two sites that only the tests know; their homes are set to where they are served."""

import re

from crawler.spiders.declared_sites import SiteSpider
from pipelines.sites import Site

ARTICLES = re.compile(r"/kabar/[\w-]+")


class Kota(SiteSpider):
    name = source = "kota"


class Desa(SiteSpider):
    name = source = "desa"


def settle(spider, home, **announced):
    """Gives a spider's site its home; returns the site."""
    spider.home = home
    spider.site = Site(spider.name, home, ARTICLES, **announced)
    return spider.site
