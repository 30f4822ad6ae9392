"""The templates of all pages: one look, one set of filters, every text escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from codi.report import formats
from codi.report.marking import mark_evidence

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parent / "templates"


def template(name: str) -> Template:
    """A page's template; it may read `css` and import `parts.html`."""
    return _environment().get_template(name)


def write_page(page: str, path: Path) -> None:
    """Write a page whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(page, encoding="utf-8")
    partial.replace(path)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    environment.globals["css"] = Markup(css)  # noqa: S704 - ours
    environment.globals["mark_evidence"] = mark_evidence
    environment.filters.update(
        {
            "whole": formats.whole,
            "percent": formats.percent,
            "decimal": formats.decimal,
            "duration": formats.duration,
            "width": formats.width,
            "words": formats.words,
            "quoted": formats.quoted,
            "tight": formats.tight,
        }
    )
    return environment
