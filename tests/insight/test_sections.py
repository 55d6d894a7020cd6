"""Which sections are asked for."""

import pytest

from hmip_rules import InputError
from hmip_rules.insight import samples
from hmip_rules.insight.sections import Asked, refuse_missing


@pytest.mark.parametrize("asked", [Asked(certainty=True), Asked(everything=True)], ids=["certainty", "everything"])
def test_what_needs_the_extra_is_refused_without_it(monkeypatch, asked):
    refuse_missing(asked)
    monkeypatch.setattr(samples, "STATISTICS_LIBRARIES", ("not_installed",))
    with pytest.raises(InputError):
        refuse_missing(asked)


def test_what_needs_no_extra_is_never_refused(monkeypatch):
    monkeypatch.setattr(samples, "STATISTICS_LIBRARIES", ("not_installed",))
    refuse_missing(Asked(margins=True, reach="Good", consistency=True))
