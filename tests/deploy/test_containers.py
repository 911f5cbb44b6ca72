"""The container files are built and run for real: image, Compose file, and the pod of the Kubernetes CronJob."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.debian_root import make_root

from crawler.exits import Exit
from crawler.minisite.content import make_site
from crawler.minisite.server import serve

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DATA = "/var/lib/bogor-news/data"
COMPOSE = Path(sys.prefix) / "tools/bin/podman-compose"
TOOLS = ("podman", "runc", "catatonit", "debootstrap", str(COMPOSE))


def documents() -> dict[str, dict]:
    """Returns the documents of the Kubernetes file by kind."""
    text = (DEPLOY / "kubernetes.yaml").read_text("utf-8")
    return {document["kind"]: document for document in yaml.safe_load_all(text)}


def pod_spec() -> dict:
    return documents()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def compose_service() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["crawl"]


def test_the_cron_job_treats_every_exit_code_on_purpose():
    (rule,) = documents()["CronJob"]["spec"]["jobTemplate"]["spec"]["podFailurePolicy"]["rules"]
    (container,) = pod_spec()["containers"]
    assert rule["action"] == "FailJob"
    assert rule["onExitCodes"]["containerName"] == container["name"]
    assert set(rule["onExitCodes"]["values"]) == {Exit.FAILED, Exit.USAGE, Exit.HELD}


def test_the_files_agree_on_user_and_data_directory():
    containerfile = (DEPLOY / "Containerfile").read_text("utf-8")
    assert f"\nVOLUME {DATA}\n" in containerfile
    user, group = containerfile.partition("\nUSER ")[2].split()[0].split(":")
    security = pod_spec()["securityContext"]
    assert [int(user), int(group)] == [security["runAsUser"], security["runAsGroup"]]
    assert security["fsGroup"] == int(group)
    (container,) = pod_spec()["containers"]
    assert DATA in [mount["mountPath"] for mount in container["volumeMounts"]]
    assert f"data:{DATA}" in compose_service()["volumes"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        v["name"] for v in pod_spec()["volumes"]
    }
    claims = [
        v["persistentVolumeClaim"]["claimName"] for v in pod_spec()["volumes"] if "persistentVolumeClaim" in v
    ]
    assert claims == [documents()["PersistentVolumeClaim"]["metadata"]["name"]]


def test_every_file_that_the_image_copies_exists():
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert copied
    assert all((ROOT / name).exists() for name in copied)


class Podman:
    """Podman with a storage of its own, the network of this machine, and limits that a sandbox allows."""

    def __init__(self, home: Path) -> None:
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        (home / "storage.conf").write_text(
            f'[storage]\ndriver = ""\ngraphroot = "{home}/store"\nrunroot = "{home}/run"\n'
        )
        (home / "containers.conf").write_text(
            '[containers]\nnetns = "host"\n'
            f'default_ulimits = ["nofile={files}:{files}", "nproc=1000:1000"]\n'
            '[engine]\ncgroup_manager = "cgroupfs"\nruntime = "runc"\nevents_logger = "file"\n'
        )
        self._environment = {
            **os.environ,
            "CONTAINERS_CONF": str(home / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(home / "storage.conf"),
            "BOGOR_NEWS_CONTACT": "tests@example.org",
        }

    def run(
        self, *arguments: object, program: str | Path = "podman", **options
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command; fails the test where it fails."""
        done = subprocess.run(
            [program, *map(str, arguments)],
            capture_output=True,
            text=True,
            env=self._environment,
            timeout=1500,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done


@pytest.fixture(scope="module")
def podman(tmp_path_factory) -> Podman:
    """Podman with the image, built on a Debian made by debootstrap."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"needs root and {', '.join(TOOLS)}")
    home = tmp_path_factory.mktemp("podman")
    made = Podman(home)
    root = home / "root"
    make_root(root, "stable", "python3,python3-venv,make,ca-certificates")
    with subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE) as archive:
        made.run("import", "-q", "-", "localhost/base", stdin=archive.stdout)
    shutil.rmtree(root)
    containerfile = DEPLOY / "Containerfile"
    base = ("--build-arg", "BASE=localhost/base")
    made.run(
        "build", "-q", "--layers=false", *base, "--file", containerfile, "--tag", "localhost/bogor-news", ROOT
    )
    return made


@pytest.fixture(scope="module")
def address():
    with serve(make_site()) as server:
        yield ("--delay", "0", "--base-url", server.url)


def articles(printed: str) -> int:
    """Returns the number of live articles in what ``status --json`` printed."""
    return sum(source["live"] for source in json.loads(printed)["sources"])


@pytest.mark.soak
def test_the_image_crawls_into_its_volume_and_keeps_it(podman, address):
    volume = ("--read-only", "--tmpfs", "/tmp", "--volume", f"news:{DATA}")
    image = ("run", "--rm", *volume, "localhost/bogor-news")
    assert "ok: " in podman.run(*image, "crawl", *address).stdout
    assert articles(podman.run(*image, "status", "--json").stdout) > 0
    assert "every invariant holds" in podman.run(*image, "verify").stdout


@pytest.mark.soak
def test_the_compose_file_crawls_into_its_volume(podman, address, tmp_path):
    """The network of this machine is used, so that the container reaches the miniature site on it."""
    host = tmp_path / "host.yaml"
    host.write_text("services: {crawl: {network_mode: host}}\n")
    compose = ("--file", DEPLOY / "compose.yaml", "--file", host, "run", "--rm", "crawl")
    podman.run(*compose, "crawl", *address, program=COMPOSE, cwd=ROOT)
    printed = podman.run(*compose, "status", "--json", program=COMPOSE, cwd=ROOT).stdout
    assert articles(printed) > 0


@pytest.mark.soak
def test_the_pod_of_the_cron_job_crawls_into_its_claim(podman, address, tmp_path):
    """Podman runs the job's pod as it is; only the site's address is added."""
    spec = pod_spec()
    (container,) = spec["containers"]
    container["args"] += address
    spec["hostNetwork"] = True
    metadata = documents()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    play = tmp_path / "pod.yaml"
    play.write_text(yaml.safe_dump_all([documents()["PersistentVolumeClaim"], pod]))
    podman.run("kube", "play", play)
    name = f"{metadata['name']}-{container['name']}"
    code = podman.run("wait", name).stdout.strip()
    log = podman.run("logs", name)
    assert code == "0", log.stdout + log.stderr
    volume = f"bogor-news:{DATA}"
    printed = podman.run("run", "--rm", "--volume", volume, "localhost/bogor-news", "status", "--json").stdout
    assert articles(printed) > 0
