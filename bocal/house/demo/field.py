"""The land around the two trucks: which village each farm is of, where it lies, and the territory's outline."""

import json
from random import Random

from bocal.directory import acts
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.house.demo import places
from bocal.house.demo.kitchen import key
from bocal.house.demo.people import Peopled
from bocal.measure.geo import distance_km
from bocal.supply.acts import gifts as giving
from bocal.supply.reads import gifts
from bocal.supply.rules.gifts import DoneeKind, ValueSaid

#: Villages around each truck, with their postcode and about where they are. None of Dieppe's lies in the sea.
VILLAGES: dict[str, tuple[tuple[str, str, float, float], ...]] = {
    places.TRUCK.slug: (
        ("Bourg-de-Péage", "26300", 45.031, 5.049),
        ("Alixan", "26300", 44.974, 5.027),
        ("Chatuzange-le-Goubet", "26300", 45.003, 5.091),
        ("Hostun", "26730", 45.040, 5.196),
        ("Saint-Nazaire-en-Royans", "26190", 45.061, 5.245),
        ("Montmiral", "26750", 45.148, 5.154),
        ("Saint-Donat-sur-l’Herbasse", "26260", 45.121, 4.983),
        ("Chabeuil", "26120", 44.898, 5.022),
        ("Tain-l’Hermitage", "26600", 45.072, 4.838),
        ("Hauterives", "26390", 45.254, 5.027),
    ),
    places.COAST.slug: (
        ("Arques-la-Bataille", "76880", 49.878, 1.130),
        ("Offranville", "76550", 49.872, 1.048),
        ("Luneray", "76810", 49.828, 0.915),
        ("Envermeu", "76630", 49.890, 1.265),
        ("Longueville-sur-Scie", "76590", 49.797, 1.107),
        ("Bacqueville-en-Caux", "76730", 49.786, 1.000),
    ),
}
#: Where the last farm lies, outside the circle of 30 km that the map draws.
BEYOND: dict[str, tuple[str, str, float, float]] = {places.TRUCK.slug: ("Beaurepaire", "38270", 45.352, 5.053)}
#: Corners of each territory as (east, north) kilometres from the town: invented, roughly a group of communes.
CORNERS: dict[str, tuple[str, tuple[tuple[float, float], ...]]] = {
    places.TRUCK.slug: (
        "Entre Herbasse et Royans",
        ((-17, 2), (-12, 13), (-3, 20), (7, 23), (12, 14), (18, 4), (13, -7), (6, -17), (-4, -15), (-10, -8)),
    ),
    places.COAST.slug: (
        "Le littoral et ses vallées",
        ((-14, -2), (-6, 0.5), (1, 1.2), (8, 5), (15, 8), (17, -3), (10, -12), (2, -17), (-8, -16), (-15, -9)),
    ),
}


def land(found: Peopled) -> None:
    """Each farm in one of the villages, within the circle but for one at most; centres and partners around the town; an
    outline."""
    # A draw of its own: what else the demonstration draws stays as it is.
    draw = Random(found.shape.slug)  # noqa: S311
    villages = VILLAGES[found.shape.slug]
    home = (found.shape.latitude, found.shape.longitude)
    for nth, farm in enumerate(found.farms):
        farm.town, farm.postcode, latitude, longitude = villages[nth % len(villages)]
        while True:
            point = (latitude + draw.uniform(-0.025, 0.02), longitude + draw.uniform(-0.03, 0.03))
            if distance_km(home, point) <= found.shape.within_km:
                break
        farm.latitude, farm.longitude = round(point[0], 5), round(point[1], 5)
        farm.save(update_fields=["town", "postcode", "latitude", "longitude"])
    if beyond := BEYOND.get(found.shape.slug):
        farm = found.farms[-1]
        farm.town, farm.postcode, farm.latitude, farm.longitude = beyond
        farm.save(update_fields=["town", "postcode", "latitude", "longitude"])
    for one in Organisation.objects.filter(kind__in=[OrganisationKind.CENTRE, OrganisationKind.FOOD_AID]):
        one.latitude = round(home[0] - abs(draw.uniform(0.006, 0.03)), 5)
        one.longitude = round(home[1] + draw.uniform(-0.05, 0.05), 5)
        one.save(update_fields=["latitude", "longitude"])
    # A truck's jars are picked up at the centres themselves.
    centres = {
        one.name.replace("social ", ""): one for one in Organisation.objects.filter(kind=OrganisationKind.CENTRE)
    }
    for nth, place in enumerate(found.points):
        centre = centres.get(place.name)
        place.latitude = centre.latitude if centre else round(home[0] - 0.008 - 0.004 * nth, 5)
        place.longitude = centre.longitude if centre else round(home[1] + 0.02 * (nth - 2), 5)
        place.save(update_fields=["latitude", "longitude"])
    name, corners = CORNERS[found.shape.slug]
    ring = [[home[1] + east / 78.5, home[0] + north / 111.2] for east, north in (*corners, corners[0])]
    drawn = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    acts.draw_outline(name=name, data=json.dumps(drawn).encode(), by=found.at(Desk.DIRECTION), now=found.now)


def tax_receipts(found: Peopled) -> None:
    """The collective has declared its right; three donors said what their gifts are worth, two have their receipt."""
    now, desk = found.now, found.at(Desk.ACCOUNTS)
    giving.declare(
        standing=DoneeKind.GENERAL_INTEREST,
        purpose="Cuisiner ensemble les surplus du territoire et lutter contre le gaspillage",
        rna="",
        by=found.at(Desk.DIRECTION),
        now=now,
    )
    given = [one for one in gifts.donors(found.today.year) if one.mass_mg][:3]
    for nth, one in enumerate(given):
        lines = list(gifts.lines(year=found.today.year, donor=one.donor.pk))
        # A euro and a half a kilo: what it cost the farm.
        values = {line.pk: (max(100, line.mass_mg * 150 // 1_000_000), False) for line in lines}  # type: ignore[attr-defined]
        said = ValueSaid.LINK if nth else ValueSaid.PAPER
        giving.value(donor=one.donor, values=values, said=said, by=None if nth else desk, now=now)
        if nth < 2:
            name = str(key(found.shape.slug, "reçu", nth))
            giving.issue(donor=one.donor, lines=list(values), by=desk, key=name, now=now)
