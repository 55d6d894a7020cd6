"""Rulebooks for the commands."""

import pytest

from hmip_rules.files.library import rules_folder


@pytest.fixture
def changed(tmp_path):
    """A copy of pdu-2024 with a text replaced."""

    def copy(old, new):
        path = tmp_path / "changed.yaml"
        path.write_text((rules_folder() / "pdu-2024.yaml").read_text().replace(old, new))
        return str(path)

    return copy
