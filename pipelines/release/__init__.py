"""A versioned, checksummed dataset for others, with its card."""

from pipelines.release.build import ReleaseError, next_version, release

__all__ = ["ReleaseError", "next_version", "release"]
