"""The report: a page to look at every week. It shows what changed, what is there, and how well it was read."""

from typing import Final

FILE_NAME: Final = "report.html"
TEXTS_NAME: Final = "report-texts.js"  # beside the page; holds the texts for its search
