"""Makes the modules of this folder importable by their names, for the tests and for pytest's
collection of doctests.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
