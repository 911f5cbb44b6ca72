"""The report: a page to look at every week. It shows what changed, what is there, and how well it was read."""

from typing import Final

FILE_NAME: Final = "report.html"
# Ends the name of the file beside the page that holds the texts for its search.
TEXTS: Final = "-texts.js"
