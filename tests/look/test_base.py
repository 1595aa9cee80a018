"""The page that all pages are made of: with everything, with nothing, in both languages, in a real browser."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from bocal.look import charts, codes
from bocal.look import forms as look

pytestmark = pytest.mark.urls("tests.look.urls")

ROOMS = [
    SimpleNamespace(url="/", label="Accueil", icon="home", current=True),
    SimpleNamespace(url="/appro", label="Appros", icon="truck", current=False),
    SimpleNamespace(url="/cuisine", label="Cuisine", icon="pot", current=False),
    SimpleNamespace(url="/registres", label="Registres", icon="book", current=False),
    SimpleNamespace(url="/commandes", label="Commandes", icon="basket", current=False),
]
LOOK = Path(look.__file__).resolve().parents[1]


class Weighing(look.PlainForm):
    key = look.KeyField()
    weight = look.WeightField(label="Poids", help_text="Vous pouvez additionner : 192+167")
    crates = look.PiecesField(label="Cagettes")
    day = look.DayField(label="Jour", required=False)
    way = forms.ChoiceField(label="Manière", choices=[("a", "Acheté"), ("b", "Donné")], widget=forms.RadioSelect)
    clean_crates_box = forms.BooleanField(label="Les cagettes sont propres", required=False)
    paper = look.UploadField(label="Bon de livraison", extensions=("pdf", "jpg"), required=False)


class Said:
    """A message of success that can be taken back."""

    level_tag, extra_tags = "success", "undo:7"

    def __str__(self) -> str:
        return "42 kg <reçus>."


def everything(form: forms.Form) -> dict[str, Any]:
    curve = [(float(n), 20.0 + n) for n in range(90)]
    return {
        "user": SimpleNamespace(is_authenticated=True, name="Zoé Essai"),
        "rooms": ROOMS,
        "collective": SimpleNamespace(name="La conserverie d’essai"),
        "form": form,
        "chart": charts.line_chart(
            [charts.Panel("Température (°C)", [charts.Series("Cœur", curve)], target=90, target_label="90 °C visés")],
            title="Chauffe",
            summary="La température monte à 109 °C.",
            x_label="Minutes",
        ),
        "bars": charts.bars([("Tomates", 120, "120 kg"), ("Courges", 45, "45 kg")], title="Ce qui est entré"),
        "qr": codes.qr_svg("https://example.org/b/TOM"),
        "messages": [Said()],
        "page_file": "bocal/look/sample.html",
    }


def sample(form: forms.Form) -> str:
    text = Path(__file__).with_name("sample.html").read_text(encoding="utf-8")
    return str(engines["django"].from_string(text).render(everything(form), RequestFactory().get("/jour?a=1")))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_bare_page_stands_without_any_context(language: str) -> None:
    with translation.override(language):
        page = render_to_string("look/base.html")
    assert f'<html lang="{language}">' in page
    assert 'href="#content"' in page
    assert "<title>Bocal</title>" in page
    assert 'class="rooms"' not in page
    assert "csrfmiddlewaretoken" not in page


def test_the_whole_page_names_the_collective_the_person_and_where_one_is() -> None:
    with translation.override("fr"):
        page = sample(Weighing())
    assert "<title>Toutes les pièces · La conserverie d’essai</title>" in page
    assert "Zoé Essai" in page
    assert re.search(r'<a href="/" aria-current="page">', page)
    assert 'name="next" value="/jour?a=1"' in page
    assert "bocal/look/sample.html" in page
    assert "42 kg &lt;reçus&gt;." in page


def test_a_message_carries_the_button_that_takes_it_back() -> None:
    page = sample(Weighing())
    form = re.search(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*Reprendre ce geste', page, re.S)
    assert form is not None
    assert form[1] == "/registres/reprendre/7/"
    assert "csrfmiddlewaretoken" in form[0]


def test_nothing_inline_that_the_csp_would_refuse() -> None:
    page = sample(Weighing({"weight": "x"}))
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_error_pages_say_what_happened_and_the_way_on() -> None:
    with translation.override("fr"):
        assert "Cette page n’existe pas" in render_to_string("404.html")
        refused = render_to_string("403.html", {"who": "la direction"})
        assert "Peuvent entrer ici : la direction." in refused
        for name in ("400", "403_csrf", "500"):
            page = render_to_string(f"{name}.html")
            assert 'class="button"' in page, name
            assert "enregistré" in page, name


def test_every_icon_named_in_a_template_is_drawn() -> None:
    sprite = (LOOK / "static/look/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', sprite))
    for template in LOOK.parent.rglob("*.html"):
        named = set(re.findall(r"\{% icon \"([^\"]+)\"", template.read_text(encoding="utf-8")))
        assert named <= drawn, f"{template}: {named - drawn}"


def test_the_stylesheet_and_all_that_a_first_page_fetches_stay_light() -> None:
    static = LOOK / "static"
    css = (static / "look/bocal.css").read_text(encoding="utf-8")
    assert len(css.encode()) < 40_000
    assert "//" not in re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for url in re.findall(r'url\("([^"]+)"\)', css):
        assert (static / "look" / url).resolve().is_file()
    for script in static.rglob("*.js"):
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8")
    assert json.loads((static / "look/site.webmanifest").read_text(encoding="utf-8"))["icons"]


def test_every_static_file_that_the_base_names_exists() -> None:
    page = sample(Weighing())
    for path in set(re.findall(r'(?:href|src)="/static/([^"#]+)', page)):
        # A hashed name, where static files were collected, ends as the plain one begins.
        plain = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path)
        assert finders.find(plain), path


def ratio(one: str, other: str) -> float:
    """WCAG's contrast of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_tokens_contrast_enough_in_light_and_dark() -> None:
    css = (LOOK / "static/look/bocal.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in css.split("@media", 2)[:2])
    for tokens in (light, light | dark):
        for ground in ("paper", "card", "sunk"):
            for text in ("ink", "muted", "tomato", "tomato-deep", "leaf", "sky"):
                assert ratio(tokens[text], tokens[ground]) >= 4.5, (text, ground)
            for edge in ("edge", "focus"):
                assert ratio(tokens[edge], tokens[ground]) >= 3, (edge, ground)
        for text, ground in (
            ("on-tomato", "tomato"),
            ("on-tomato", "tomato-deep"),
            ("leaf", "leaf-wash"),
            ("honey-ink", "honey-wash"),
            ("tomato-deep", "tomato-wash"),
            ("sky", "sky-wash"),
            ("ink", "honey-wash"),
        ):
            assert ratio(tokens[text], tokens[ground]) >= 4.5, (text, ground)


@pytest.fixture
def shown(page: Any) -> Any:
    """Open the sample in the browser, all its files served from the room's folder."""

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix("http://localhost/")
        if path.startswith("static/"):
            name = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path.removeprefix("static/"))
            route.fulfill(path=LOOK / "static" / name)
        else:
            form = Weighing({"weight": "12+abc"}) if path == "bad" else Weighing(initial={"weight": 12_500_000})
            route.fulfill(body=sample(form), content_type="text/html; charset=utf-8")

    page.route("**/*", serve)

    def show(path: str, width: int, scheme: str) -> Any:
        page.set_viewport_size({"width": width, "height": 760})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"http://localhost/{path}")
        return page

    return show


@pytest.mark.way
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_piece_fits_and_axe_finds_nothing(shown: Any, width: int, scheme: str) -> None:
    for path in ("good", "bad"):
        page = shown(path, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert not found, [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


@pytest.mark.way
def test_thumbs_find_their_targets(shown: Any) -> None:
    page = shown("good", 360, "light")
    small = page.evaluate(
        """[...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
        .filter((one) => one.offsetParent && !one.closest("p:not(.actions)"))
        .map((one) => [one.outerHTML.slice(0, 80), (one.closest("label") ?? one).getBoundingClientRect()])
        .filter(([, box]) => box.height < 44).map(([html, box]) => `${html} ${box.height}`)"""
    )
    assert small == []


@pytest.mark.way
def test_small_comforts(shown: Any) -> None:
    page = shown("bad", 360, "light")
    assert page.evaluate("document.activeElement.className") == "notice stop summary"
    weight = page.get_by_label("Poids")
    weight.fill("192")
    page.get_by_role("button", name="Ajouter une pesée").click()
    page.keyboard.type("167,5")
    assert weight.input_value() == "192+167,5"
    assert page.locator("output.sum").inner_text() == "= 359,5 kg"
    page.keyboard.press("Tab")
    said = page.evaluate("document.activeElement.textContent")
    assert said != "+", "who types has a plus of their own: Tab leads to the next field"


@pytest.mark.way
def test_a_double_click_sends_once(shown: Any) -> None:
    page = shown("good", 360, "light")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    button = page.get_by_role("button", name="Peser et enregistrer")
    # Where the machine is busy the page is idle before it has begun to send.
    with page.expect_request(lambda request: request.method == "POST"):
        button.evaluate("(one) => { one.click(); one.click(); one.click(); }")
    page.wait_for_load_state("networkidle")
    assert len(posts) == 1
