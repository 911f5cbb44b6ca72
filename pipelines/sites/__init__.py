"""The sites besides kotabogor.go.id: each module in this folder declares one as ``SITE``.

Every command that reads an address imports this package, so it imports nothing that takes long.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Final

from pipelines.site import Site

__all__ = ["SITES", "Site"]

SITES: Final[dict[str, Site]] = {
    module.SITE.name: module.SITE
    for found in pkgutil.iter_modules(__path__)
    for module in [import_module(f"{__name__}.{found.name}")]
}
