"""Indonesian dates, in texts that are a date and in running text."""

from .date_reading import WIB, DateReading
from .machine import parse_machine_date
from .parse import parse_date, parse_publication_date
from .relative import is_relative
from .running_text import find_dates, find_event_date
from .stamp import Source, Stamp, read_stamp

__all__ = [
    "WIB",
    "DateReading",
    "Source",
    "Stamp",
    "find_dates",
    "find_event_date",
    "is_relative",
    "parse_date",
    "parse_machine_date",
    "parse_publication_date",
    "read_stamp",
]
