"""No layout may become worse than it was, and what became better is recorded at once."""

import json
import shutil

import floors


def test_every_layout_is_at_its_recorded_floor():
    record = json.loads(floors.RECORD.read_text(encoding="utf-8"))
    assert record["fixtures"] == floors.fingerprint(), "fixtures changed: run python tests/pages/floors.py"
    assert record["floors"] == floors.measured()


def test_the_command_refuses_to_lower_a_floor(tmp_path, capsys):
    for name in ("breaks", "plain_text"):
        shutil.copytree(floors.FIXTURES / "berita" / name, tmp_path / "fixtures" / "berita" / name)
    record = tmp_path / "floors.json"
    assert floors.main(tmp_path / "fixtures", record) == 0
    before = record.read_bytes()
    (tmp_path / "fixtures" / "berita" / "breaks" / "page.html").write_bytes(b"<p>x</p>")
    assert floors.main(tmp_path / "fixtures", record) == 1
    assert "berita.title" in capsys.readouterr().err
    assert record.read_bytes() == before


def test_a_layout_that_lost_its_fixtures_is_lowered():
    assert floors.lowered({"berita": {"title": 1.0}}, {}) == [("berita", "title")]
    assert floors.lowered({"berita": {"title": 0.5}}, {"berita": {"title": 0.5}}) == []
