"""Where the real lists lie: beside the checkout, or in the folder that CHAINFAIR_SHARED names; absent in a release."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CHAINFAIR_SHARED", Path(__file__).parents[2] / "shared"))
LISTS = SHARED / "data" / "exhibitors"
needs_lists = pytest.mark.skipif(not LISTS.is_dir(), reason="the real lists are not at hand")
