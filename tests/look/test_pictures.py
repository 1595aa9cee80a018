"""Photos: made small and upright, bare of what a camera wrote, refused in a sentence when they mean harm."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from bocal.look import pictures
from bocal.look.pictures import PictureRefused, shrink
from tests.look.photos import a_photo


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_small_as_jpeg_and_says_nothing_of_its_camera(kind):
    found = shrink(a_photo(kind))
    assert (found.width, found.height) == (400, 300)
    small = opened(found.data)
    assert (small.format, small.size) == ("JPEG", (400, 300))
    assert not dict(small.getexif())
    assert b"Boitier" not in found.data
    assert len(found.data) < 20_000
    red, blue = small.getpixel((60, 150)), small.getpixel((340, 150))
    assert red[0] > 180 > red[2]
    assert blue[2] > 180 > blue[0]


def test_a_photo_taken_on_its_side_comes_out_upright():
    found = shrink(a_photo(turned=True))
    assert (found.width, found.height) == (300, 400)
    top = opened(found.data).getpixel((150, 60))
    assert top[0] > 180 > top[2]


def test_a_small_picture_is_not_blown_up():
    assert shrink(a_photo(size=(40, 30))).width == 40


def test_what_is_transparent_becomes_white():
    clear = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(clear, "PNG")
    assert opened(shrink(clear.getvalue()).data).getpixel((25, 25)) == (255, 255, 255)


def test_a_picture_that_says_it_is_huge_is_not_unpacked():
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(PictureRefused, match="points"):
        shrink(bomb)


def test_one_too_heavy_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 1000)
    with pytest.raises(PictureRefused, match="lourde"):
        shrink(a_photo())


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(100), b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(PictureRefused, match="ne se lit pas"):
        shrink(data)


@settings(max_examples=60, deadline=None)
@given(kind=some.sampled_from(["JPEG", "PNG", "WEBP"]), cut=some.integers(1, 3000), at=some.data())
def test_a_broken_photo_is_refused_or_read_but_never_a_failure(kind, cut, at):
    whole = bytearray(a_photo(kind, (120, 90)))
    for _ in range(5):
        whole[at.draw(some.integers(0, len(whole) - 1))] = at.draw(some.integers(0, 255))
    try:
        found = shrink(bytes(whole[: max(len(whole) - cut, 10)]))
    except PictureRefused:
        return
    assert opened(found.data).format == "JPEG"
