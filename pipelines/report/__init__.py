"""The report: one HTML page that shows what the corpus holds and how its runs went."""

from typing import Final

FILE_NAME: Final = "report.html"
