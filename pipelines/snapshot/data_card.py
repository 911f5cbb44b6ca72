"""The card of a data directory, by which ``datasets.load_dataset`` tells its two tables apart."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.disk import write_text

FILE_NAME: Final = "README.md"
CONFIGS: Final = """\
---
configs:
- config_name: articles
  data_files: articles/*/*.parquet
  default: true
- config_name: revisions
  data_files: revisions/*/*.parquet
---
"""
_TEXT: Final = """
# A news corpus

`articles/` has one row for each article, `revisions/` one for each version of it. Both are plain Parquet files.
"""


def write_card(data: Path) -> None:
    """Writes the card of a data directory that has none."""
    if not (data / FILE_NAME).exists():
        write_text(data / FILE_NAME, CONFIGS + _TEXT)
