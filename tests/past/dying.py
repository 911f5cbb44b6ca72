"""Work for a process that is killed in the middle of it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pipelines.reprocess import Again, Ids, read_again

VICTIM = "show_post:"


def die_at_old_posts(data: Path, ids: Ids) -> Again:
    if any(article_id.startswith(VICTIM) for article_id in ids):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_again(data, ids)
