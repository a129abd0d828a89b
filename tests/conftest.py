"""Settings of all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: nothing is timed in tests.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples on every machine; --hypothesis-profile=wide draws new and more ones.
settings.register_profile("steady", PATIENT, derandomize=True)
settings.register_profile("wide", PATIENT, max_examples=1000)
settings.load_profile("steady")
