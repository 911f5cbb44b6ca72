"""One run: findings are staged, judged, stored as rows and published; so are imports and repeated extractions."""

from pipelines.ingest.ingest import Clock, Ingest
from pipelines.ingest.opening import open_ingest, system_clock
from pipelines.ingest.settling import SourceResult

__all__ = ["Clock", "Ingest", "SourceResult", "open_ingest", "system_clock"]
