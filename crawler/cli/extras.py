"""Libraries that only some commands need, and that a plain installation may lack."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

from crawler.exits import CommandError, Exit

# A module, and the package of the registry that it comes with.
_PACKAGES: Final = {"altair": "altair", "vl_convert": "vl-convert-python", "distributed": "distributed"}


def require(what: str, *modules: str) -> None:
    """Raises CommandError where one of the modules is missing, with the command that installs it."""
    missing = [_PACKAGES[name] for name in modules if find_spec(name) is None]
    if missing:
        raise CommandError(
            Exit.FAILED,
            f"{what} needs {' and '.join(missing)}: install with `{sys.executable} -m pip install {' '.join(missing)}`",
        )
