"""Downloader middlewares: robots.txt, pauses that a site asks for, redirects within the site, raw responses."""
