from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from crawler.cli.main import build_parser
from crawler.exits import Exit

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DOCS = DEPLOY.parent / "docs"
UNITS = ("bogor-news.service", "bogor-news.timer", "bogor-news-failed.service")
# A command as it stands in a unit, a script or a text, up to what ends it there.
COMMAND = re.compile(r"(?:(?<=bin/)|(?<=`))bogor-news ((?:[a-z]+)(?: (?!2>&1)[^\s`|)&;#]+| \"[^\"]*\")*)")

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def commands(path: Path) -> list[str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    return [match[1] for match in COMMAND.finditer("\n".join(lines))]


def workflow() -> dict:
    return yaml.safe_load((DEPLOY / "github-crawl.yml").read_text("utf-8"))


def steps() -> list[dict]:
    return workflow()["jobs"]["crawl"]["steps"]


@pytest.mark.parametrize(
    ("name", "at_least"),
    [("bogor-news.service", 2), ("bogor-news.cron", 1), ("github-crawl.yml", 3), ("README.md", 4)],
)
def test_every_command_and_option_exists(name, at_least):
    found = commands(DEPLOY / name)
    assert len(found) >= at_least
    for line in found:
        arguments = shlex.split(line)
        if arguments == ["forget"]:  # the text names it without its arguments
            arguments = ["forget", "berita:1", "--why", "x"]
        build_parser().parse_args(arguments)


def test_the_example_of_forget_is_right():
    (example,) = re.findall(r"bogor-news (forget .*)", (DOCS / "ethics.md").read_text("utf-8"))
    assert build_parser().parse_args(shlex.split(example)).why


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_units_are_clean(tmp_path, unit):
    """As installed, but for the program, which is here and not below /opt, and the user, who is not made yet."""
    here = str(Path(sys.executable).parent)
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/bogor-news/.venv/bin", here)
        (tmp_path / name).write_text(text.replace("User=bogor-news", "User=daemon"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_service_is_locked_in():
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", DEPLOY / UNITS[0]],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot judge a file that is not installed")
    assert done.returncode == 0, done.stdout


@needs_systemd
def test_the_timer_runs_once_a_night():
    (when,) = re.findall(r"^OnCalendar=(.*)$", (DEPLOY / UNITS[1]).read_text("utf-8"), re.M)
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", when], capture_output=True, text=True, check=True
    )
    hours = re.findall(r"(\d\d:\d\d):00 UTC", done.stdout)
    assert set(hours) == {"19:30"}


def test_the_service_treats_every_exit_code_on_purpose():
    unit = (DEPLOY / UNITS[0]).read_text("utf-8")
    success = re.search(r"^SuccessExitStatus=(.*)$", unit, re.M)[1].split()
    final = re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.M)[1].split()
    again = {Exit.UNREACHABLE, Exit.CUT_SHORT}
    assert {int(code) for code in success} == {Exit.BUSY}
    assert {int(code) for code in final} == set(Exit) - again - {Exit.OK, Exit.BUSY}


def cron_lines() -> list[str]:
    lines = (DEPLOY / "bogor-news.cron").read_text("utf-8").splitlines()
    return [line for line in lines if line[:1] not in ("#", "")]


def test_the_cron_line():
    *settings, line = cron_lines()
    assert {setting.split("=")[0] for setting in settings} == {"MAILTO", "BOGOR_NEWS_CONTACT"}
    *fields, shell = line.split(None, 5)
    for field, (low, high) in zip(fields, [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)], strict=True):
        assert field == "*" or low <= int(field) <= high
    assert "%" not in shell  # cron would make a line break of it


SUMMARY, WARNING = "ok: nothing new", "bogor-news: 3 pages fail"


@pytest.mark.parametrize(
    ("code", "said", "printed"),
    [
        (0, [SUMMARY], []),
        (0, [WARNING, SUMMARY], [WARNING]),
        (5, [WARNING], []),
        *((code, [WARNING, SUMMARY], [WARNING, SUMMARY]) for code in (1, 2, 3, 4, 6)),
    ],
)
def test_the_cron_line_prints_what_somebody_must_look_at(tmp_path, code, said, printed):
    program = tmp_path / ".venv" / "bin" / "bogor-news"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n" + "".join(f"echo '{line}' >&2\n" for line in said) + f"exit {code}\n")
    program.chmod(0o755)
    shell = cron_lines()[-1].split(None, 5)[5]
    done = subprocess.run(
        ["sh", "-c", shell.replace("/opt/bogor-news", str(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, printed, "")


def test_a_failed_service_sends_a_mail(tmp_path):
    unit = (DEPLOY / "bogor-news-failed.service").read_text("utf-8")
    assert "\nOnFailure=bogor-news-failed.service\n" in (DEPLOY / UNITS[0]).read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=/bin/sh -c '(.*)'$", unit, re.M)
    for name, script in {
        "journalctl": "echo the log of $1",
        "mail": 'echo "$@" > mailed; cat >> mailed',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    subprocess.run(
        ["sh", "-c", command.replace("%H", "host")],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "MAILTO": "you@example.org"},
        check=True,
    )
    assert (tmp_path / "mailed").read_text().splitlines() == [
        "-s bogor-news failed on host you@example.org",
        "the log of --unit=bogor-news.service",
    ]


def test_the_workflow_is_one_job_with_one_permission():
    flow = workflow()
    assert flow["permissions"] == {"contents": "write"}
    assert flow["concurrency"]["cancel-in-progress"] is False
    assert list(flow["jobs"]) == ["crawl"]
    # YAML 1.1 reads the key `on` as true.
    (schedule,) = flow[True]["schedule"]
    assert len(schedule["cron"].split()) == 5


def test_the_workflow_pins_its_actions_and_names_real_targets():
    uses = [step["uses"] for step in steps() if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in uses)
    makes = [word for step in steps() for word in re.findall(r"\bmake (\w+)", step.get("run", ""))]
    targets = (DEPLOY.parent / "Makefile").read_text("utf-8")
    assert makes
    assert all(re.search(rf"^{name}:", targets, re.M) for name in makes)


@pytest.mark.parametrize("step", [s for s in steps() if "run" in s], ids=lambda s: s.get("name", s["run"]))
def test_every_script_of_the_workflow_is_bash(step):
    script = re.sub(r"\$\{\{.*?\}\}", "x", step["run"])
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 0), (5, 5), (6, 0)])
def test_the_workflow_keeps_what_a_crawl_kept(tmp_path, code, ends):
    """After 4 and 6 there is something new to keep; after any other failure the job ends before it."""
    (script,) = [step["run"] for step in steps() if step.get("id") == "crawl"]
    program = tmp_path / ".venv" / "bin" / "bogor-news"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    output = tmp_path / "output"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "GITHUB_OUTPUT": str(output)},
        check=False,
    )
    assert done.returncode == ends
    assert output.read_text() == f"code={code}\n"


FAKE_GH = """#!/bin/bash
# Knows the assets in $ASSETS, one a line.
echo "$*" >> "$CALLS"
case "$*" in
  *"select(startswith"*"] | sort"*) sort "$ASSETS" | tail -n 1 ;;
  *"select(startswith"*) cat "$ASSETS" ;;
  "release download"*) exit 1 ;;
  "release upload"*) echo "$4" >> "$ASSETS" ;;
  "release delete-asset"*) : ;;
esac
"""


def run_step(tmp_path: Path, name: str, assets: str) -> tuple[int, list[str]]:
    (script,) = [step["run"] for step in steps() if step.get("name") == name]
    (tmp_path / "gh").write_text(FAKE_GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "assets").write_text(assets)
    (tmp_path / "data").mkdir()
    (tmp_path / "tar").write_text("#!/bin/sh\n")
    (tmp_path / "tar").chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "ASSETS": str(tmp_path / "assets"),
            "CALLS": str(tmp_path / "calls"),
            "GITHUB_RUN_NUMBER": "12",
        },
        check=False,
    )
    return done.returncode, (tmp_path / "calls").read_text().splitlines()


def test_a_first_run_of_the_workflow_begins_a_corpus(tmp_path):
    assert run_step(tmp_path, "Bring back the corpus", "")[0] == 0


def test_a_corpus_that_cannot_be_fetched_stops_the_workflow(tmp_path):
    code, calls = run_step(tmp_path, "Bring back the corpus", "data-00000011.tar.zst\n")
    assert code != 0
    assert calls[-1] == "release download corpus --pattern data-00000011.tar.zst"


@pytest.mark.parametrize("older", ["", "data-00000010.tar.zst\ndata-00000011.tar.zst\n"])
def test_the_new_corpus_is_there_before_the_old_ones_go(tmp_path, older):
    code, calls = run_step(tmp_path, "Keep the corpus", older)
    assert code == 0
    upload = next(i for i, call in enumerate(calls) if call.startswith("release upload corpus data-00000012"))
    deletions = [call.split()[-1] for call in calls if "delete-asset" in call]
    assert deletions == older.split()
    assert all("delete-asset" not in call for call in calls[:upload])
