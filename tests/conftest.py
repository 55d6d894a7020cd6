"""Profiles: quick for every run, long where a run may take its time (HYPOTHESIS_PROFILE=long)."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hmip_rules import load_rulebook

SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("quick", max_examples=100, deadline=None, suppress_health_check=SLOW_TO_DRAW)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=SLOW_TO_DRAW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def pdu():
    return load_rulebook("pdu-2024")
