"""What a fault is, and how it is made."""

from __future__ import annotations

from collections.abc import Callable

from crawler.minisite.messages import App, Request, Response
from crawler.minisite.model import Site

# Answers in the place of an application, or changes what that answers.
Fault = Callable[[Request, App], Response]
# Makes a fault from its argument and the site it shows on.
Factory = Callable[[str, Site], Fault]
