"""Line 16: two runs at once."""

from __future__ import annotations

import os
import signal

import pytest
from faulty import Faulty
from processes import Program
from support.corpora import files

from pipelines.disk import BusyError


def test_line_16_the_second_run_is_refused_at_once(known: Faulty, bogor_news: Program) -> None:
    before = files(known.data)
    known.fault("hang on robots")
    crawl = ("crawl", "--data", known.data, "--base-url", known.server.url, "--delay", "0")
    first = bogor_news.start(*crawl)
    try:
        while not known.server.log:
            os.sched_yield()
        asked = len(known.server.log)
        for arguments in (crawl, ("verify", "--data", known.data)):
            assert bogor_news.run(*arguments) == 5
            assert len(bogor_news.said) == 1
            assert "another run" in bogor_news.said[0]
        with pytest.raises(BusyError):
            known.night()
        assert len(known.server.log) == asked
    finally:
        os.kill(first, signal.SIGKILL)
        assert bogor_news.wait(first) == -signal.SIGKILL
    known.heal()
    assert known.night(later=24).code == 0  # the lock went with its process
    assert files(known.data) == before
