"""``bogor-news``: runs the module of a command, and ends every error with one line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from crawler.exits import CommandError, Exit
from pipelines import __version__
from pipelines.executor.collector import collect_less_often

# Commands and their modules. Each has HELP, add_arguments() and run(); only run() imports slow libraries.
COMMANDS: Final = {
    "crawl": "crawl",
    "status": "status",
    "show": "show",
    "search": "search",
    "changes": "changes",
    "export": "export",
    "verify": "verify",
    "extract": "extract",
    "parse-date": "parse_date",
    "save-fixture": "save_fixture",
    "demo": "demo",
    "import": "import_warc",
    "reprocess": "reprocess",
    "report": "report",
    "release": "release",
    "forget": "forget",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with a pointer to the help."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with the exit code for wrong use."""
        self.exit(Exit.USAGE, f"{self.prog}: {message} (see `{self.prog} --help`)\n")


def build_parser() -> argparse.ArgumentParser:
    """Returns the parser of all commands."""
    codes = "\n".join(f"  {code.value}  {code.meaning}" for code in Exit)
    parser = _Parser(
        prog="bogor-news",
        description="The news of Bogor's city government as a dataset: crawl it, look at it, check it.",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bogor-news {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command, name in COMMANDS.items():
        module = importlib.import_module(f"crawler.cli.{name}")
        sub = commands.add_parser(command, help=module.HELP, description=module.HELP)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Adds ``--data DIR``, which every command that uses a corpus takes."""
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data"),
        metavar="DIR",
        help="the corpus's directory (default: data)",
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code of a command; an error prints one line and never a traceback."""
    args = build_parser().parse_args(argv)
    collect_less_often()
    try:
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of our output, such as `head`, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except KeyboardInterrupt:
        return _say(Exit.CUT_SHORT, "interrupted; what was committed is kept")
    except Exception as error:  # noqa: BLE001 - every error ends with one line
        return _say(*explain(error, getattr(args, "data", None)))


def explain(error: Exception, data: Path | None) -> tuple[Exit, str]:
    """Returns the exit code and the line with which an error ends a command."""
    if isinstance(error, CommandError):
        return error.code, str(error)
    from pipelines.corpus.database import CorpusError, is_in_use
    from pipelines.corpus.tables import NewerDatabaseError
    from pipelines.disk import BusyError, DiskFullError, is_disk_full

    codes = {
        DiskFullError: Exit.CUT_SHORT,
        BusyError: Exit.BUSY,
        CorpusError: Exit.FAILED,
        NewerDatabaseError: Exit.FAILED,
    }
    if type(error) in codes:
        return codes[type(error)], str(error)
    if is_disk_full(error):
        return (
            Exit.CUT_SHORT,
            f"the disk is full ({error}): make room, then run it again; what was committed is kept",
        )
    if is_in_use(error):
        return Exit.FAILED, f"another program holds the database ({error}): close it, then run it again"
    if isinstance(error, OSError):
        return Exit.FAILED, _explain_path(error)
    logging.getLogger(__name__).error("unexpected", exc_info=error)
    return Exit.FAILED, f"an error of ours: {type(error).__name__}: {error}{_log_hint(data)}"


def _explain_path(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} cannot be a directory ({error.strerror}); give another path"
    where = f" {error.filename}" if error.filename else ""
    return f"cannot use{where}: {error.strerror or error}; check the path and its permissions"


def _log_hint(data: Path | None) -> str:
    log = data / "log" / "bogor-news.log" if data else None
    return f"; the log is {log}" if log and log.exists() else ""


def _say(code: Exit, message: str) -> int:
    from pipelines.text.terminal import safe

    print("bogor-news: " + " ".join(safe(message).split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
