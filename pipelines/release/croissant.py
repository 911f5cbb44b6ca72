"""``croissant.json``: the release described for machines, in the Croissant 1.0 format of MLCommons."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from pipelines.addresses import HOME
from pipelines.release.about import About
from pipelines.schema import COLUMNS, arrow_schema
from pipelines.snapshot import DATASETS
from pipelines.snapshot.file_sums import sha256

_PARQUET: Final = "application/x-parquet"
_MEANINGS: Final = {c.name: c.meaning for c in COLUMNS}

# The context that the specification prescribes, word for word.
_CONTEXT: Final = Path(__file__).with_name("croissant_context.json")


def describe(release: Path, *, about: About, citation: str, day: dt.date, version: str) -> Any:
    """Returns the JSON-LD of a release whose Parquet files are in place; ``version`` is a semantic version."""
    return {
        "@context": json.loads(_CONTEXT.read_text("utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.title,
        "description": about.description,
        "url": HOME,
        "version": version,
        "datePublished": day.isoformat(),
        "citeAs": citation,
        "license": about.licence,
        "creator": {"@type": "sc:Organization", "name": "Bogor news corpus", "url": HOME},
        "publisher": [{"@type": "sc:Organization", "name": name} for name in about.publishers],
        "inLanguage": "id",
        "distribution": [*map(_file_set, DATASETS), *_file_objects(release)],
        "recordSet": [_record_set(dataset) for dataset in DATASETS],
    }


def _file_set(dataset: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{dataset}-files",
        "name": f"{dataset}-files",
        "encodingFormat": _PARQUET,
        "includes": f"{dataset}/*.parquet",
    }


def _file_objects(release: Path) -> list[dict[str, Any]]:
    return [
        {
            "@type": "cr:FileObject",
            "@id": path.relative_to(release).as_posix(),
            "name": path.relative_to(release).as_posix(),
            "contentUrl": path.relative_to(release).as_posix(),
            "contentSize": f"{path.stat().st_size} B",
            "encodingFormat": _PARQUET,
            "sha256": sha256(path),
        }
        for path in sorted(release.glob("*/*.parquet"))
    ]


def _record_set(dataset: str) -> dict[str, Any]:
    key = ["article_id"] if dataset == "articles" else ["article_id", "revision"]
    return {
        "@type": "cr:RecordSet",
        "@id": dataset,
        "name": dataset,
        "key": [{"@id": f"{dataset}/{name}"} for name in key],
        "field": [_field(dataset, field) for field in arrow_schema()],
    }


def _field(dataset: str, field: pa.Field) -> dict[str, Any]:
    described = _named(f"{dataset}/{field.name}") | {"description": _MEANINGS[field.name]}
    if not pa.types.is_list(field.type):
        return described | _typed(field.type) | {"source": _source(dataset, field.name)}
    inner = field.type.value_type
    if not pa.types.is_struct(inner):
        return described | _typed(inner) | {"repeated": True, "source": _source(dataset, field.name)}
    parts = [
        _named(f"{dataset}/{field.name}/{part.name}")
        | _typed(part.type)
        | {"source": _source(dataset, field.name) | {"transform": {"jsonPath": part.name}}}
        for part in inner
    ]
    return described | {"repeated": True, "subField": parts}


def _named(identifier: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": identifier, "name": identifier}


def _source(dataset: str, column: str) -> dict[str, Any]:
    return {"fileSet": {"@id": f"{dataset}-files"}, "extract": {"column": column}}


def _typed(kind: pa.DataType) -> dict[str, str]:
    if pa.types.is_timestamp(kind):
        return {"dataType": "sc:DateTime"}
    names = {"string": "sc:Text", "date32[day]": "sc:Date", "bool": "sc:Boolean"}
    return {"dataType": names.get(str(kind), "sc:Integer")}
