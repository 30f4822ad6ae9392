"""What the tests share: the real data, where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents, benchmarks and models; a test that asks for them skips without them."""
    folder = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set CODI_SHARED")
    return folder
