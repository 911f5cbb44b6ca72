"""No page comes out differently unnoticed: another reading needs another number of the extractor."""

import json

import readings


def test_every_changed_page_is_read_as_recorded():
    record = json.loads(readings.RECORD.read_text(encoding="utf-8"))
    now = readings.readings()
    changed = readings.differing(record, now)
    assert not changed, (
        f"{len(changed)} pages are read differently: {', '.join(changed[:9])}. {readings.ADVICE}"
    )
    assert record == {"extractor": readings.NUMBER, "readings": now}, "run `python tests/pages/readings.py`"


def test_another_reading_is_recorded_for_another_number_only(tmp_path, monkeypatch, capsys):
    now = {"a": "11 22", "new": "33"}
    monkeypatch.setattr(readings, "readings", lambda: now)
    record = tmp_path / "readings.json"
    old = {"extractor": readings.NUMBER, "readings": {"a": "11 00", "gone": "44"}}
    record.write_text(json.dumps(old))
    assert readings.main([], record) == 1
    assert "a 1. " in capsys.readouterr().err
    assert json.loads(record.read_text()) == old
    record.write_text(json.dumps(old | {"extractor": "0"}))
    assert readings.main([], record) == 0
    assert json.loads(record.read_text()) == {"extractor": readings.NUMBER, "readings": now}


def test_a_page_is_printed_with_its_reading(capsys):
    assert readings.main(["berita/breaks", "3"]) == 0
    printed = capsys.readouterr().out
    assert "<p" in printed
    assert '"layout": "berita"' in printed
