"""How far two places are from each other."""

from math import asin, cos, radians, sin, sqrt

#: The Earth's mean radius R1 in kilometres (Moritz, “Geodetic Reference System 1980”, Journal of Geodesy 74, 2000).
EARTH_KM = 6371.0088

#: Latitude and longitude in degrees, WGS 84.
Point = tuple[float, float]


def distance_km(one: Point, other: Point) -> float:
    """Kilometres as the crow flies, on a sphere: at most 0.6 % from the ellipsoid's (haversine formula; R. W. Sinnott,
    “Virtues of the Haversine”, Sky and Telescope 68, 1984)."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
