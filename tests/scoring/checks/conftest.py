import pytest

from hmip_rules import Report, score

JUDGED = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Requires improvement")


@pytest.fixture
def findings(pdu):
    """The findings of a report that is right but for what is given: three points, Inadequate."""

    def scored(standards=None, **overall):
        right = {"P 2.1": "Inadequate", "P 2.2": "Inadequate", "P 2.3": "Inadequate", "P 2.4": "Inadequate"}
        plain = {"standards": {**JUDGED, **right, **(standards or {})}, "overall": overall}
        return score(Report.model_validate(plain), pdu).findings

    return scored


@pytest.fixture
def only(findings):
    """The message of the one finding that there is."""

    def message(standards=None, **overall):
        (finding,) = findings(standards, **overall)
        return finding.message

    return message
