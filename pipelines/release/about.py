"""What a release says of itself: its title, its publishers, whether its articles are invented, whom to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import pyarrow.parquet as pq

from pipelines.addresses import INVENTED_HEADER
from pipelines.archive import ArchiveError, Pointer, read_capture

TITLE: Final = "Bogor news corpus"
_CITY: Final = "City of Bogor (Pemerintah Kota Bogor), kotabogor.go.id"
_OF_THE_CITY: Final = frozenset({"berita", "show_post"})


class About(NamedTuple):
    """The texts that card, citation and Croissant share. ``contact`` is a mail address or a web page."""

    publishers: list[str]
    is_invented: bool
    contact: str | None

    @property
    def title(self) -> str:
        """Returns the title of the dataset."""
        return f"{TITLE} (invented articles)" if self.is_invented else TITLE

    @property
    def description(self) -> str:
        """Returns one sentence about the dataset."""
        if self.is_invented:
            return "Invented articles of a miniature site, made to try the program: no real news."
        return f"News published by {', '.join(self.publishers)}, with every version each article has had."

    @property
    def licence(self) -> str:
        """Returns who holds the rights, and where more is said."""
        if self.is_invented:
            return "Invented texts of the program's own miniature site"
        return f"Published by {', '.join(self.publishers)}; see the section on licence and provenance in README.md"


def publishers_of(sources: list[str]) -> list[str]:
    """Returns the publishers of the pages: the city for its own sources, else the site's name."""
    others = [source for source in sources if source not in _OF_THE_CITY]
    return [*([_CITY] if len(others) < len(sources) else []), *others]


def is_invented(snapshot: Path, archive: Path) -> bool:
    """Returns whether a capture of the first row of any file says that its article is invented."""
    for path in sorted((snapshot / "articles").glob("*/*.parquet")):
        columns = pq.read_table(path, columns=["archive_file", "archive_offset"])
        for file, offset in zip(*(column.to_pylist()[:1] for column in columns.columns), strict=True):
            try:
                headers = read_capture(archive, Pointer(file, offset)).headers if file else ()
            except ArchiveError:
                continue
            if any(name.lower() == INVENTED_HEADER.lower() for name, _ in headers):
                return True
    return False
