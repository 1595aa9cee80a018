"""How far two places are from each other."""

from math import asin, atan2, cos, degrees, radians, sin, sqrt

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


def bearing(one: Point, other: Point) -> float:
    """In which direction `other` lies from `one`: degrees from the north by the east, 0 to 360 (first azimuth of the
    great circle between them)."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    east = sin(lon2 - lon1) * cos(lat2)
    north = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon2 - lon1)
    return degrees(atan2(east, north)) % 360


def flat(centre: Point, other: Point) -> Point:
    """Kilometres east and north of `centre` on a plane where every distance and direction from it is true (azimuthal
    equidistant projection; J. P. Snyder, “Map Projections, a Working Manual”, USGS 1395, 1987, p. 191)."""
    way, far = radians(bearing(centre, other)), distance_km(centre, other)
    return far * sin(way), far * cos(way)
