"""The miniature site made to misbehave: one small fault each, and rules that say when it shows.

To try by hand, from the checkout: ``PYTHONPATH=tests .venv/bin/python -m support.misbehaving --help``.
"""

from support.misbehaving.server import MisbehavingSite, serve

__all__ = ["MisbehavingSite", "serve"]
