"""From bytes to dataset: archive, page objects, dates, checks, corpus, Parquet."""

__version__ = "0.1.0"
