"""No page comes out differently unnoticed: a changed reading needs another number of the extractor."""

import json

import readings


def test_every_changed_page_is_read_as_recorded():
    record = json.loads(readings.RECORD.read_text(encoding="utf-8"))
    now = readings.readings()
    differing = [
        f"{name} {number}"
        for name in now
        for number, (ours, theirs) in enumerate(
            zip(now[name].split(), record["readings"].get(name, "").split(), strict=False)
        )
        if ours != theirs
    ]
    assert not differing, (
        f"read differently: {', '.join(differing[:20])}. `python tests/pages/readings.py {differing[0]}` prints the"
        " first one. Where this is meant, raise the first number of EXTRACTOR_VERSION in page_to_article.py, and run"
        " `python tests/pages/readings.py`"
    )
    assert record == {"extractor": readings.NUMBER, "readings": now}, "run `python tests/pages/readings.py`"
