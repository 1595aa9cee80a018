"""A crate's code read at the kettle: by the tablet's camera, by a scanner that types, by fingers; in a real browser.

Chromium has no reader of codes of its own on Linux. A stand-in answers for it, with the frames of a camera that films a
real QR code: all that is ours runs as on a tablet.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserType, Page, expect

from bocal.look.codes import qr_svg
from tests.serving import Server
from tests.ways.test_every_page import enter

pytestmark = pytest.mark.way

#: What a browser that reads codes offers, told the grey levels of a frame by the test's own reader.
READER = """
window.BarcodeDetector = class {
  async detect(video) {
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let grey = "";
    for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode(data[at]);
    const text = await window.readGrey(btoa(grey), width, height);
    return text ? [{ rawValue: text }] : [];
  }
};
"""
#: A QR code on white, as one frame of a camera.
FRAME = """
async (svg) => {
  const picture = new Image();
  picture.src = "data:image/svg+xml;base64," + btoa(svg);
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 640, 480);
  context.drawImage(picture, 120, 40, 400, 400);
  return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
}
"""
#: Somebody said no to the camera.
REFUSED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
#: A browser that never heard of reading codes.
NO_READER = "delete window.BarcodeDetector;"


def read_grey(grey: str, width: int, height: int) -> str:
    """What a frame says."""
    levels = memoryview(base64.b64decode(grey)).cast("B", (height, width))
    return next((one.text for one in zxingcpp.read_barcodes(levels)), "")


def at_kettle(page: Page, demo: Server) -> tuple[str, str]:
    """The kettle of an order whose crates are not all weighed: its address, and a crate that waits."""
    page.goto(f"{demo.url}/bernay/cuisine/ordres/?etat=to_do")
    for link in [one.get_attribute("href") for one in page.locator("table a").all()]:
        page.goto(f"{demo.url}{link}marmite/")
        left = page.locator("ul.plain li:not(:has(svg)) .lot")
        if left.count():
            return page.url, left.first.inner_text()
    pytest.fail("no order of the demonstration waits for a crate")


@pytest.fixture
def filmed(
    browser: Browser, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], demo: Server, tmp_path: Path
) -> Iterator[tuple[Browser, str, str]]:
    """A browser whose camera films a crate's label; with the kettle's address and the crate's code."""
    page = browser.new_context(locale="fr-FR").new_page()
    enter(page, f"{demo.url}/bernay/", "cuisine")
    address, code = at_kettle(page, demo)
    page.goto("about:blank")
    frame = base64.b64decode(page.evaluate(FRAME, str(qr_svg(f"{demo.url}/bernay/stock/{code}/"))))
    film = tmp_path / "crate.mjpeg"
    film.write_bytes(frame * 30)
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    args = [*browser_type_launch_args["args"], *camera, f"--use-file-for-fake-video-capture={film}"]
    filming = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield filming, address, code
    filming.close()


def tablet(browser: Browser, demo: Server, script: str) -> Page:
    """A tablet at the kettle, signed in."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 800, "height": 1280})
    context.expose_function("readGrey", read_grey)
    context.add_init_script(script)
    page = context.new_page()
    enter(page, f"{demo.url}/bernay/", "cuisine")
    return page


def test_the_camera_reads_the_crate_and_the_weight_comes_next(filmed: tuple[Browser, str, str], demo: Server) -> None:
    browser, address, code = filmed
    page = tablet(browser, demo, READER)
    page.goto(address)
    page.get_by_role("button", name="Scanner avec la caméra").click()
    field = page.get_by_label("Code du lot")
    expect(field).to_have_value(re.compile(f"/stock/{code}/$"), timeout=20_000)
    expect(page.locator("video.scan")).to_be_hidden()
    weight = page.get_by_label("Pris, poids brut")
    expect(weight).to_be_focused()
    weight.fill("0,5")
    page.get_by_role("button", name="Peser", exact=True).click()
    weighed = page.get_by_role("region", name="Déjà pesé")
    expect(weighed).to_contain_text(code)
    page.get_by_role("button", name=f"Retirer {code}").click()
    expect(page.locator("body")).not_to_contain_text(f"Retirer {code}")


def test_without_a_reader_a_scanner_or_fingers_do_as_well(browser: Browser, demo: Server) -> None:
    page = tablet(browser, demo, NO_READER)
    address, code = at_kettle(page, demo)
    page.goto(address)
    expect(page.get_by_role("button", name="Scanner avec la caméra")).to_be_hidden()
    expect(page.get_by_text("Une douchette l’écrit toute seule.")).to_be_visible()
    field = page.get_by_label("Code du lot")
    field.focus()
    # A scanner types what it reads, then Enter: nothing is sent before the weight.
    page.keyboard.type(f"{demo.url}/bernay/stock/{code}/")
    page.keyboard.press("Enter")
    weight = page.get_by_label("Pris, poids brut")
    expect(weight).to_be_focused()
    page.keyboard.type("0,5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Déjà pesé")).to_contain_text(code)
    page.get_by_role("button", name=f"Retirer {code}").click()
    expect(page.locator("body")).not_to_contain_text(f"Retirer {code}")


def test_a_camera_that_does_not_open_is_said(browser: Browser, demo: Server) -> None:
    page = tablet(browser, demo, READER + REFUSED)
    address, _code = at_kettle(page, demo)
    page.goto(address)
    page.get_by_role("button", name="Scanner avec la caméra").click()
    expect(page.get_by_text("La caméra ne s’ouvre pas")).to_be_visible()
    expect(page.get_by_label("Code du lot")).to_be_focused()
