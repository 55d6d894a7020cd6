"""Where a scorecard finds what shows it. A value knows no output, so the package says where that is.

It is imported when a scorecard is first shown.
"""

from collections.abc import Callable
from typing import Any

load: Callable[[], Any]
"""Return the module that shows scorecards: `as_dict`, `as_json`, `as_page`, `in_a_notebook`. The package sets it."""
