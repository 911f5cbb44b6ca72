"""The accuracy each layout has reached on its fixtures, and the command that raises the recorded floors.

``python tests/pages/floors.py`` measures and writes ``floors.json``; it refuses to lower a floor. A layout that is
really worse for a good reason is lowered by hand in a commit of its own that says why.
"""

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # for the run as a command

from support.fixtures import load_fixture  # noqa: E402

FIXTURES = HERE.parent / "fixtures"
RECORD = HERE / "floors.json"


def folders(root=FIXTURES):
    return sorted(path.parent for path in root.glob("*/*/page.html"))


def fingerprint(root=FIXTURES):
    """Returns the SHA-256 of all fixtures: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(file for folder in folders(root) for file in folder.iterdir()):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def measured(root=FIXTURES):
    """Returns, for each layout and field, the share of its fixtures that are read right."""
    right = defaultdict(lambda: defaultdict(list))
    for folder in folders(root):
        fixture = load_fixture(folder)
        read = fixture.read()
        for name, value in fixture.expected.items():
            right[folder.parent.name][name].append(read.get(name) == value)
    return {
        layout: {name: round(sum(marks) / len(marks), 4) for name, marks in fields.items()}
        for layout, fields in right.items()
    }


def lowered(floors, shares):
    """Returns the (layout, field) pairs whose share is below the floor, or that are gone."""
    return [
        (layout, name)
        for layout, fields in floors.items()
        for name, floor in fields.items()
        if shares.get(layout, {}).get(name, 0) < floor
    ]


def main(root=FIXTURES, record=RECORD):
    shares = measured(root)
    floors = json.loads(record.read_text(encoding="utf-8"))["floors"] if record.exists() else {}
    if worse := lowered(floors, shares):
        print(
            "refused, lower than recorded:", *(f"{layout}.{name}" for layout, name in worse), file=sys.stderr
        )
        return 1
    record.write_text(
        json.dumps({"fixtures": fingerprint(root), "floors": shares}, indent=1) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
