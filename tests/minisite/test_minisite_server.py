"""The server: loopback only, connections kept alive, a log, a quick end."""

import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.arranged import make_site

from crawler.minisite.server import LOOPBACK, MiniSite, serve


def test_it_listens_on_loopback_and_nowhere_else(quiet):
    assert LOOPBACK == "127.0.0.1"
    assert urlsplit(quiet.server.url).hostname == "127.0.0.1"
    port = f"{urlsplit(quiet.server.url).port:04X}"
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    listening = [row[1] for row in table if row[3] == "0A"]
    assert [a for a in listening if a.endswith(f":{port}")] == [f"0100007F:{port}"]


def test_a_taken_port_is_an_error_at_once(quiet):
    with pytest.raises(OSError, match="in use"):
        MiniSite(make_site(1, 1), port=urlsplit(quiet.server.url).port)


def test_a_connection_is_kept_alive(quiet):
    connection = http.client.HTTPConnection(urlsplit(quiet.server.url).netloc, timeout=20)
    sockets = set()
    for number in range(1, 4):
        connection.request("GET", f"/berita-detail/{number}")
        assert connection.getresponse().read()
        sockets.add(connection.sock)
    connection.close()
    assert len(sockets) == 1
    assert None not in sockets


def test_a_head_request_has_the_length_and_no_body(quiet):
    answer = quiet.send("HEAD", "/robots.txt")
    assert (answer.status, answer.headers["Content-Length"], answer.body) == (200, "24", b"")


def test_the_log_tells_every_request(site, mini):
    site.get("/berita?page=2", User_Agent="penguji")
    site.get("/berita-detail/9999")
    assert [(e.method, e.path, e.status) for e in mini.log] == [
        ("GET", "/berita?page=2", 200),
        ("GET", "/berita-detail/9999", 500),
    ]
    assert mini.log[0].headers["user-agent"] == "penguji"
    assert mini.log[0].time <= mini.log[1].time


def test_a_change_of_the_site_shows_on_the_next_page(site, mini):
    assert "Judul Lain" not in site.get("/berita-detail/4").text
    mini.site.edit("berita:4", title="Judul Lain")
    assert "Judul Lain" in site.get("/berita-detail/4").text


def test_article_pages_are_padded_with_menu_and_script():
    with serve(make_site(3, 3), page_bytes=27_000) as server:
        host = urlsplit(server.url).netloc
        for path in ("/berita-detail/3", "/index.php/show_post/detail/103947"):
            connection = http.client.HTTPConnection(host, timeout=20)
            connection.request("GET", path)
            body = connection.getresponse().read()
            connection.close()
            assert 26_000 < len(body) < 28_500
            assert body.count(b"menu-item") + body.count(b"Layanan ") > 100
            assert b"@@" not in body


def test_no_mark_is_left_in_a_page(quiet):
    for path in ("/", "/berita", "/berita-detail/5", "/index.php/show_post/detail/5", "/index.php/agenda"):
        assert "@@" not in quiet.get(path).text


def subprocess_site(*options):
    return subprocess.Popen(
        [sys.executable, "-m", "crawler.minisite", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("options", "status"), [((), 404), (("--old-generation",), 200)])
def test_as_a_process_it_prints_its_address_and_ends_with_its_stdin(options, status):
    with subprocess_site("--articles", "11", *options) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        netloc = urlsplit(json.loads(process.stdout.readline())["url"]).netloc
        connection = http.client.HTTPConnection(netloc, timeout=20)
        connection.request("GET", "/index.php/rss_berita")
        assert connection.getresponse().status == status
        connection.close()
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_ends_with_a_signal(number):
    with subprocess_site() as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["url"].startswith("http://127.0.0.1:")
        process.send_signal(number)
        assert process.wait(20) == 0
