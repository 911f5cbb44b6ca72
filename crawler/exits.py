"""How a command ends: its exit code, and the error that names one."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; each one's ``meaning`` is what help and docs print."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Exit:
        """Returns the member with its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    OK = 0, "done; also when nothing was new"
    FAILED = 1, "failed: damage found, the corpus is stale, or an error of ours (see the log)"
    USAGE = 2, "wrong use"
    UNREACHABLE = 3, "no source could be reached, or they refuse us; what was stored before stands"
    HELD = 4, "a quality gate holds a source back; healthy sources were published"
    BUSY = 5, "another run holds this data directory"
    CUT_SHORT = 6, "the run was cut short; the next one continues where it stopped"


class CommandError(Exception):
    """Raised to end a command with one line on stderr and an exit code."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code
