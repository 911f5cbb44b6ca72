"""Runs ``bogor-news`` in forked children of one process that has imported everything: a start costs nothing.

A line of JSON on stdin each: ``{"run": ARGUMENTS, "environment": {…}, "stderr": FILE, "die_at": N}`` answers
with the child's pid, ``{"wait": PID}`` with its exit code, negative for a signal. With ``die_at`` the child kills
itself at the Nth step that reaches the disk; with 0 or more, it tells at its end, on the last line of its stderr,
how many there were.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from typing import Any

import pyarrow.dataset  # noqa: F401 - imported here, not in every child
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

import crawler.runner
import crawler.spiders.berita
import crawler.spiders.show_post  # noqa: F401
from crawler import settings as project_settings
from crawler.cli.main import main
from pipelines.ingest import Ingest
from pipelines.text.language import detect

STEPS = ("rename", "replace", "link", "symlink", "unlink", "mkdir", "fsync", "truncate")


def make_mortal(die_at: int) -> itertools.count[int]:
    """Counts the steps that reach the disk; the process dies before or after that of the number ``die_at``."""
    steps = itertools.count(1)

    def mortal(function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            doomed = next(steps) == die_at
            if doomed and die_at % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return function(*arguments, **named)
            finally:
                if doomed:
                    os.kill(os.getpid(), signal.SIGKILL)

        return call

    for name in STEPS:
        setattr(os, name, mortal(getattr(os, name)))
    Ingest.commit = mortal(Ingest.commit)  # type: ignore[method-assign]
    return steps


def child(order: dict[str, Any]) -> int:
    os.environ.update(order["environment"])
    with open(order["stderr"], "w") as file:  # noqa: PTH123
        os.dup2(file.fileno(), 2)
        os.dup2(file.fileno(), 1)
    steps = make_mortal(order["die_at"]) if order["die_at"] is not None else None
    code = main(order["run"])
    if steps is not None:
        print(next(steps), file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def warm_up() -> None:
    """Loads what a crawl loads late: Scrapy's components, and the language model."""
    settings = Settings()
    settings.setmodule(project_settings)
    kinds = (
        "DOWNLOAD_HANDLERS",
        "DOWNLOADER_MIDDLEWARES",
        "SPIDER_MIDDLEWARES",
        "EXTENSIONS",
        "ITEM_PIPELINES",
    )
    for kind in kinds:
        for name, value in settings.getwithbase(kind).items():
            path = value if kind == "DOWNLOAD_HANDLERS" else name
            if path is not None and settings.getwithbase(kind)[name] is not None:
                load_object(path)
    detect("kata demi kata")


warm_up()
assert "twisted.internet.reactor" not in sys.modules  # each child has one of its own
for line in sys.stdin:
    order = json.loads(line)
    if "run" in order:
        pid = os.fork()
        if not pid:
            os._exit(child(order))
        answer = pid
    else:
        _, status = os.waitpid(order["wait"], 0)
        answer = os.waitstatus_to_exitcode(status)
    print(answer, flush=True)
