"""The territory that the collective draws on its map: a file that may be anything."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bocal.directory.models import Organisation, Outline
from bocal.directory.rules import Refused, outline
from tests.world import NOW, World, build

HERE = (45.05, 5.05)
SQUARE = [[5.0, 45.0], [5.1, 45.0], [5.1, 45.1], [5.0, 45.1], [5.0, 45.0]]


def geo(coordinates: Any = None, kind: str = "Polygon") -> bytes:
    inner = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": inner}]}).encode()


def code(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        outline.read(data, centre=HERE)
    return refused.value.code


def test_a_polygon_is_kept_as_latitudes_and_longitudes() -> None:
    (line,) = outline.read(geo(), centre=HERE)
    assert line == ((45.0, 5.0), (45.0, 5.1), (45.1, 5.1), (45.1, 5.0), (45.0, 5.0))
    assert outline.read(b"\xef\xbb\xbf" + geo(), centre=HERE) == (line,)
    assert outline.read(geo([[SQUARE]], "MultiPolygon"), centre=HERE) == (line,)
    assert outline.read(geo([[*corner, 120.5] for corner in SQUARE], "LineString"), centre=HERE) == (line,)


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"", "outline_json"),
        (b"\xff\xfe\x00", "outline_json"),
        (b"{not json", "outline_json"),
        (b" " * (outline.MAX_BYTES + 1), "outline_big"),
        (b"[" * 200_000, "outline_deep"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "outline_deep"),
        (b"[]", "outline_not_geo"),
        (b'{"type":"Topology"}', "outline_not_geo"),
        (b'{"type":"Polygon","coordinates":{}}', "outline_not_geo"),
        (b'{"type":"FeatureCollection","features":[]}', "outline_empty"),
        (b'{"type":"Feature","geometry":null}', "outline_empty"),
        (b'{"type":"Point","coordinates":[5,45]}', "outline_empty"),
        (geo([[["5", 45], [5, 45]]]), "outline_number"),
        (geo([[[True, 45], [5, 45]]]), "outline_number"),
        (geo([[[5], [5, 45]]]), "outline_number"),
        (geo([[[1e400, 45], [5, 45]]]), "outline_number"),
        (geo([[[float("nan"), 45], [5, 45]]]), "outline_number"),
        (geo([[[500, 45], [5, 45]]]), "outline_number"),
        (geo([[[10**400, 45], [5, 45]]]), "outline_number"),
        # Latitude and longitude swapped: a place in the Indian Ocean.
        (geo([[[45, 5], [45.1, 5]]]), "outline_far"),
        (geo([[[5, 45]] * (outline.MOST_POINTS + 1)]), "outline_many"),
    ],
    ids=lambda value: value[:20].decode("latin1") if isinstance(value, bytes) else value,
)
def test_what_is_no_outline_is_refused_in_words(data: bytes, refused: str) -> None:
    assert code(data) == refused


def test_brackets_within_a_text_are_not_depth() -> None:
    told = json.loads(geo())
    told["features"][0]["properties"] = {"name": "[" * 90 + '\\"' + "{" * 90}
    assert outline.read(json.dumps(told).encode(), centre=HERE)


def test_many_points_are_thinned_whatever_their_shape() -> None:
    """A coast of fifty thousand points, and a comb that never comes near itself: few points, both ends kept."""
    zigzag = [[5 + at / 20_000, 45 + (at % 2) / 2] for at in range(20_000)]
    lines = outline.read(geo(zigzag, "LineString"), centre=HERE)
    assert sum(map(len, lines)) <= outline.KEPT_POINTS
    rings = [[[5, 45], [5, 45.001], [5.001, 45]] for _ in range(4_000)]
    assert sum(map(len, outline.read(geo(rings), centre=HERE))) <= outline.KEPT_POINTS


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["type", "coordinates", "features", "geometry"]), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_any_json_is_refused_or_read(told: Any) -> None:
    with contextlib.suppress(Refused):
        assert outline.read(json.dumps(told).encode(), centre=HERE)


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    world = build()
    Organisation.objects.filter(pk=world.us.pk).update(latitude=HERE[0], longitude=HERE[1])
    client.force_login(world.products)
    with time_machine.travel(NOW, tick=False):
        yield world


def send(client: Client, data: bytes, name: str = "territoire.geojson") -> Any:
    return client.post(reverse("directory:outline"), {"name": "Notre vallée", "sheet": SimpleUploadedFile(name, data)})


@pytest.mark.django_db
def test_a_sent_outline_replaces_the_other_and_can_be_rubbed_out(client: Client, world: World) -> None:
    assert send(client, geo([[[5, 45], [5.2, 45], [5, 45]]])).status_code == 302
    assert send(client, geo()).status_code == 302
    kept = Outline.objects.get()
    assert kept.lines == [[[45.0, 5.0], [45.0, 5.1], [45.1, 5.1], [45.1, 5.0], [45.0, 5.0]]]
    assert "Notre vallée" in client.get(reverse("around")).content.decode()
    for _twice in range(2):
        assert client.post(reverse("directory:outline"), {"do": "rub_out"}).status_code == 302
    assert not Outline.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"{}", "x.geojson", "n’est pas un contour GeoJSON"),
        (b"PK\x03\x04", "x.geojson", "contient autre chose"),
        (geo(), "x.kml", "Envoyez un fichier .geojson"),
        (b"[" * 100_000, "x.json", "trop imbriqué"),
    ],
)
def test_a_hostile_file_changes_nothing(client: Client, world: World, data: bytes, name: str, said: str) -> None:
    send(client, geo())
    answer = send(client, data, name)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "Notre vallée" in answer.content.decode()
    assert len(Outline.objects.get().lines) == 1


@pytest.mark.django_db
def test_a_collective_without_a_place_says_first_where_it_is(client: Client, world: World) -> None:
    Organisation.objects.filter(pk=world.us.pk).update(latitude=None)
    assert "Dites d’abord où vous êtes" in send(client, geo()).content.decode()
