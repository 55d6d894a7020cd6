"""Golden files: output that was read over once and is kept beside what it was made from."""

import os
from pathlib import Path


def renew_or_compare(path, output):
    """Check that output is what a golden file keeps. With HMIP_RENEW=1 it is written there instead, to be read over."""
    if os.environ.get("HMIP_RENEW") == "1":
        Path(path).write_text(output, encoding="utf-8")
    assert output == Path(path).read_text(encoding="utf-8")
