"""Profiles, chosen by HYPOTHESIS_PROFILE: quick for every run, long where it may take its time, and mutation."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from hmip_rules import load_rulebook

SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("quick", max_examples=100, deadline=None, suppress_health_check=SLOW_TO_DRAW)
settings.register_profile("long", max_examples=300, deadline=None, suppress_health_check=SLOW_TO_DRAW)
# one process runs the same tests for every mutant, each time as another object, and must decide the same way
MUTATION = [*SLOW_TO_DRAW, HealthCheck.differing_executors]
settings.register_profile(
    "mutation",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=MUTATION,
    phases=[Phase.explicit, Phase.generate],  # that a test fails is enough, its smallest example is not looked for
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def pdu():
    return load_rulebook("pdu-2024")


MAY_ENTER = 0o011  # others, and the group of root, in which nobody is below
CLOSED = {}


def pytest_configure(config):
    """Let the user of `as_nobody` reach the program, which may lie below folders that only root may enter."""
    if os.geteuid() == 0 and not hasattr(config, "workerinput"):
        for place in map(Path, (ROOT, sys.prefix, sys.base_prefix)):
            for folder in (place, *place.parents):
                mode = folder.stat().st_mode
                if mode & MAY_ENTER != MAY_ENTER:
                    CLOSED[folder] = mode
                    folder.chmod(mode | MAY_ENTER)


def pytest_unconfigure():
    for folder, mode in CLOSED.items():
        folder.chmod(mode)


@contextmanager
def as_nobody(folder):
    """Run as a user who may not read everything, as root may; let that user reach the folder."""
    if os.geteuid() != 0:
        yield
        return
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & MAY_ENTER != MAY_ENTER:
            parent.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
