"""Distances against those that geodesists publish, and against what any distance must be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.geo import EARTH_KM, distance_km

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        # Paris, Marseille; Rouen, Le Havre: great circles from their town halls.
        ((48.8566, 2.3522), (43.2965, 5.3698), 660.5),
        ((49.4432, 1.0993), (49.4944, 0.1079), 71.9),
        # A degree of a meridian, and across the day line.
        ((0.0, 0.0), (1.0, 0.0), 111.195),
        ((0.0, 179.5), (0.0, -179.5), 111.195),
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert distance_km(one, other) == pytest.approx(km, rel=0.002)


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_never_beyond_half_the_earth(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there = distance_km(one, other)
    assert there == pytest.approx(distance_km(other, one), abs=1e-9)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6
    assert distance_km(one, one) == 0
