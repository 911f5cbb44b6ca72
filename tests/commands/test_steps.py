"""How far long work is: lines where nobody watches, a bar on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from crawler.extensions import steps


def test_without_a_terminal_a_line_is_printed_every_half_minute(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(steps.time, "monotonic", lambda: now[0])
    with steps.Steps("versions") as show:
        for done in range(0, 101, 10):
            show(done, 200)
            now[0] += 10
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "30 of 200 versions, 1.0/s, 0:00:30 elapsed, 0:02:50 left",
        "60 of 200 versions, 1.0/s, 0:01:00 elapsed, 0:02:20 left",
        "90 of 200 versions, 1.0/s, 0:01:30 elapsed, 0:01:50 left",
    ]


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with steps.Steps("versions") as show:
        show(50, 200)
    assert "50/200" in screen.getvalue()
    assert "versions" in screen.getvalue()
