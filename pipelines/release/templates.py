"""The release's pages as templates."""

from __future__ import annotations

from typing import Any, Final

import jinja2

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("pipelines.release", "."),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # Markdown and YAML; the only texts from outside are names of sources
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(template: str, **values: Any) -> str:
    """Returns a page made from one of the templates beside this module."""
    return _TEMPLATES.get_template(template).render(**values)
