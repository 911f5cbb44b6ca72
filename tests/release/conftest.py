"""Puts the row builders of the snapshot tests within reach."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "snapshot"))
