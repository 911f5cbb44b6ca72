"""The log file of a run, and what is written to it."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

_MAX_BYTES: Final = 5_000_000
_KEPT: Final = 5
# These list every component and setting at each start.
_TALKATIVE: Final = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware")
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class QuietFormatter(LogFormatter):
    """Leaves the contents of items out of the log, which whole articles would fill."""

    def scraped(self, item: Any, response: Any, spider: Any) -> LogFormatterResult | None:  # type: ignore[override]
        """Returns None: a stored article is not logged."""
        return None

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Any
    ) -> LogFormatterResult:
        """Returns the address of the item that failed, never its body."""
        return {
            "level": logging.ERROR,
            "msg": "Could not store %(item)s",
            "args": {"item": getattr(item, "url", "an item")},
        }


class _LogFile(RotatingFileHandler):
    """Drops a line where the disk is full: tracebacks would hide the run's own messages."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Reports an error of logging, but prints nothing for an error of the disk."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def log_path(data: Path) -> Path:
    """Returns where the log of a data directory is."""
    return data / "log" / "bogor-news.log"


def log_to_file(data: Path) -> logging.Handler:
    """Sends the log to a rotating file below the data directory, and returns the handler. Raises OSError."""
    path = log_path(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _LogFile(path, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler
