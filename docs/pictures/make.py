"""Makes the pictures of the README, from the demo: `make pictures` (needs Chromium and what `make dev` installs)."""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("bogor-news")
COLUMNS, ROWS = 100, 40
FRAME = """<style>
body {{ margin: 0; padding: 20px 24px; background: #0f1419; color: #d9dde2; width: 104ch;
  font: 14px/1.4 "DejaVu Sans Mono", monospace }}
pre {{ font: inherit; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }}
</style>{code}"""


def on_a_terminal(directory: Path, *command: str) -> str:
    """Returns what a command, run in a directory, prints on a terminal, with its colours."""
    main, other = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": str(ROWS), "TERM": "xterm-256color"}
    with subprocess.Popen(
        command, stdout=other, stderr=other, cwd=directory, env=environment, close_fds=True
    ) as process:
        os.close(other)
        printed = b""
        while chunk := _read(main):
            printed += chunk
    os.close(main)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{printed.decode()}")
    return printed.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


def as_html(printed: str) -> str:
    """Returns a terminal's output as a page."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    for line in printed.replace("\r\n", "\n").split("\n"):
        # Of a line that was written over, the last writing is what one sees.
        console.print(
            Text.from_ansi(line.rstrip("\r").rsplit("\r", 1)[-1].removeprefix("\x1b[2K")), soft_wrap=True
        )
    return console.export_html(
        theme=MONOKAI, inline_styles=True, code_format=FRAME.replace("{code}", "<pre>{code}</pre>")
    )


def main() -> None:
    """Writes ``run.png`` and ``report.png`` beside this file."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        data = Path(scratch) / "data/demo"
        run = Path(scratch) / "run.html"
        printed = on_a_terminal(Path(scratch), str(PROGRAM.absolute()), "demo")
        run.write_text(as_html("$ make demo\n" + printed.rstrip().replace(sys.prefix, ".venv")), "utf-8")
        subprocess.run([PROGRAM, "report", "--data", data], check=True)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 300})
        page.goto(run.as_uri())
        page.locator("body").screenshot(path=HERE / "run.png")
        page = browser.new_page(viewport={"width": 1000, "height": 1150})
        page.goto((data / "report.html").as_uri())
        page.wait_for_function("document.body.dataset.charts === 'drawn'")
        page.screenshot(path=HERE / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
