"""What the judges share lies beside them as modules, so that soak.py can use it too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
