"""One run: findings are staged, judged, stored as rows and published; so are imports and repeated extractions."""

from pipelines.ingest.run import Clock, Ingest, SourceResult, open_ingest, system_clock

__all__ = ["Clock", "Ingest", "SourceResult", "open_ingest", "system_clock"]
