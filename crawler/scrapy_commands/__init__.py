"""Scrapy's own commands, as this project needs them: ``scrapy crawl``, ``parse``, ``shell`` and ``fetch``."""
