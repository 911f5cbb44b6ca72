"""The sites beside kotabogor.go.id: a module each, whose ``SITE`` is found by being here.

Nothing is imported here that takes long: every command that knows an address passes by.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Final

from pipelines.sites.site import Site

__all__ = ["SITES", "Site"]

SITES: Final[dict[str, Site]] = {
    module.SITE.name: module.SITE
    for found in pkgutil.iter_modules(__path__)
    if found.name != "site"
    for module in [import_module(f"{__name__}.{found.name}")]
}
