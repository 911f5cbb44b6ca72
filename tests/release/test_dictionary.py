"""The data dictionary says everything that the schema knows, and the committed one is up to date."""

from pathlib import Path

from pipelines.release.dictionary import dictionary
from pipelines.schema import COLUMNS, QUALITY_FLAGS

COMMITTED = Path(__file__).parents[2] / "data/README.md"


def test_the_committed_dictionary_is_up_to_date():
    assert COMMITTED.read_text("utf-8") == dictionary(), (
        "run: python -m pipelines.release.dictionary > data/README.md"
    )


def test_every_column_and_flag_is_explained():
    lines = dictionary().splitlines()
    for name, meaning in [*((c.name, c.meaning) for c in COLUMNS), *QUALITY_FLAGS.items()]:
        assert [line for line in lines if line.startswith(f"| `{name}` |") and line.endswith(f"{meaning} |")]


def test_nested_types_are_spelled_out():
    assert "- each of `images`: `url` string, `caption` string\n" in dictionary()
    assert "`position` int16, `url` string, `text` string" in dictionary()
