"""The report of a run: one HTML file that opens offline."""

from __future__ import annotations

from pathlib import Path

from codi.journal import RunFolder

__all__ = ["write_report"]


def write_report(run: RunFolder) -> Path:
    """Write `report.html` into the run folder, whole or not at all, and return its path.

    A stage that has not been run yet says so in its section; the plans, which are stored nowhere,
    are made again. The page holds no script and asks for nothing from outside.

    Raises:
        RunError: the folder holds no run, or a file of it cannot be read.
    """
    from codi.report.page import render
    from codi.report.sources import read_sources
    from codi.report.templating import write_page

    write_page(render(read_sources(run)), run.report)
    return run.report
