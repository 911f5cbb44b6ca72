"""A misbehaving site in a process, with orders from outside, and at its end."""

import http.client
import json
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

TESTS = Path(__file__).parents[1]


def order(client, **fields):
    answer = client.send("POST", "/__control__", json.dumps(fields).encode())
    return answer.status, json.loads(answer.body)


def test_orders_add_and_remove_faults(site):
    assert order(site, do="fault", rule="status=503 on /berita-detail/3") == (200, {})
    assert site.get("/berita-detail/3").status == 503
    assert order(site, do="clear") == (200, {})
    assert site.get("/berita-detail/3").status == 200


@pytest.mark.parametrize(
    "wrong",
    [{"do": "fault", "rule": "nonsense"}, {"do": "dance"}, {"do": "delete", "article_id": "berita:999"}, {}],
)
def test_a_wrong_order_is_refused_with_its_reason(site, wrong):
    status, answer = order(site, **wrong)
    assert status == 400
    assert answer["error"]


def test_orders_change_the_site(site, mini):
    published = "2025-09-02T09:00:00+07:00"
    new = {"do": "publish", "source": "berita", "post_id": 77, "published": published, "title": "Pesanan"}
    assert order(site, **new) == (200, {"article_id": "berita:77"})
    assert "Pesanan" in site.get("/berita").text
    assert order(site, do="edit", article_id="berita:77", paragraphs=["Satu.", "Dua."]) == (200, {})
    assert mini.site.get("berita:77").body == "Satu.\nDua."
    assert order(site, do="delete", article_id="berita:77") == (200, {})
    assert site.get("/berita-detail/77").status == 500
    assert order(site, do="restore", article_id="berita:77") == (200, {})
    assert order(site, do="withdraw", article_id="berita:77") == (200, {})
    assert mini.site.status("berita:77") == "unlisted"
    assert order(site, do="break", article_id="berita:76") == (400, {"error": "KeyError: 'berita:76'"})
    assert order(site, do="fail", outage="database") == (200, {})
    assert site.get("/berita").status == 500
    assert order(site, do="recover") == (200, {})
    assert order(site, do="pin", article_ids=["berita:1"]) == (200, {})
    assert mini.site.listing()[0].post_id == 1
    assert order(site, do="missing", source="berita", answer="410") == (200, {})
    assert site.get("/berita-detail/999").status == 410
    status, log = order(site, do="log")
    assert (status, log[-1]["path"]) == (200, "/berita-detail/999")


def test_it_stops_although_a_client_hangs_on(site, mini):
    mini.faults.add("hang")
    received = []
    reader = threading.Thread(target=lambda: received.append(site.raw("/berita")))
    reader.start()
    while not mini.log:
        pass
    # The fixture's end stops the server; the client's connection ends with it.
    assert reader.is_alive()


def test_as_a_process_it_has_the_faults_of_its_command_line():
    command = [sys.executable, "-m", "support.misbehaving", "--articles", "11"]
    with subprocess.Popen(
        [*command, "--fault", "status=503:7 on /robots"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS,
    ) as process:
        connection = http.client.HTTPConnection(
            urlsplit(json.loads(process.stdout.readline())["url"]).netloc, timeout=20
        )
        connection.request("GET", "/robots.txt")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "7")
        connection.close()
        process.stdin.close()
        assert process.wait(20) == 0


def test_as_a_process_it_refuses_an_unknown_fault_in_one_line():
    command = [sys.executable, "-m", "support.misbehaving", "--fault", "nonsense"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=TESTS)
    assert answer.returncode == 2
    assert "no fault 'nonsense'" in answer.stderr.splitlines()[-1]
