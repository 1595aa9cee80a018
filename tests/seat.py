"""Somebody in front of Bocal's pages, without a browser: reads what came back, follows its links, sends its forms.

A field is named as the page names it, by its label; a button and a link by what they say. So a page that nobody could
use, because a label, a link or a hidden key is missing, fails here too.
"""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

Values = dict[str, Any]


def words_of(element: Any) -> str:
    """What an element says, with plain spaces and one between two elements."""
    said = " ".join(element.itertext())
    return re.sub(r"\s+([,.)])", r"\1", re.sub(r"\s+", " ", said)).strip()


class Seat:
    """One person and their own browser; nobody in particular without a person, like whoever opens a personal link."""

    def __init__(self, person: Any = None) -> None:
        self.client = Client()
        self.url, self.page = "", html.fromstring("<main></main>")
        #: The last answer that was no page.
        self.file = b""
        if person is not None:
            self.client.force_login(person, backend="bocal.house.sign_in.Backend")

    # ── Looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def go(self, url: str, status: int = 200) -> "Seat":
        """Open an address."""
        self._show(self.client.get(url, follow=True), status)
        return self

    def home(self) -> "Seat":
        """Today: what waits for this person."""
        return self.go("/")

    def fetch(self, says: str) -> bytes:
        """The file behind a link, whose first bytes the test looks at."""
        answer = self.client.get(self._link(says))
        assert answer.status_code == 200, (says, answer.status_code)
        assert not answer["Content-Type"].startswith("text/html"), (says, self.url)
        return answer.getvalue()

    def follow(self, says: str) -> "Seat":
        """Tap a link."""
        return self.go(self._link(says))

    @property
    def text(self) -> str:
        """All that the page says."""
        [main] = self.page.xpath("//main") or [self.page]
        return words_of(main)

    def says(self, *wanted: str) -> None:
        """The page says each of these."""
        for one in wanted:
            assert one in self.text, f"{self.url} does not say « {one} »:\n{self.text}"

    def silent(self, *unwanted: str) -> None:
        """The page says none of these."""
        for one in unwanted:
            assert one not in self.text, f"{self.url} says « {one} »:\n{self.text}"

    def found(self, pattern: str) -> str:
        """What the page says there."""
        seen = re.search(pattern, self.text)
        assert seen, f"{self.url} does not say {pattern}:\n{self.text}"
        return seen[1] if seen.re.groups else seen[0]

    def named(self, label: str) -> list[str]:
        """The names of all fields of this label, where a page repeats it line by line."""
        return [
            self.page.get_element_by_id(one.get("for")).get("name")
            for one in self.page.xpath("//main//label[@for]")
            if words_of(one).startswith(label)
        ]

    # ── Doing ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, button: str, values: Values | None = None, *, among: str = "", **named: Any) -> "Seat":
        """Fill the form that this button sends and send it; it must be taken. `among`: words of the form meant."""
        before = self.url
        assert self._form(button, among)[1].get("disabled") is None, f"« {button} » is dead at {before}:\n{self.text}"
        redirected = self._send(button, {**(values or {}), **named}, among)
        assert redirected, f"« {button} » was not taken at {before}:\n{self._troubles()}"
        return self

    def tries(self, button: str, values: Values | None = None, *, among: str = "", **named: Any) -> "Seat":
        """Send a form that comes back: refused, or a page of its own."""
        assert not self._send(button, {**(values or {}), **named}, among), f"« {button} » was taken: {self.url}"
        return self

    def _send(self, button: str, values: Values, among: str) -> bool:
        form, pressed = self._form(button, among)
        files = {}
        for label, value in values.items():
            name, fields = self._fields(form, label)
            if isinstance(value, tuple):
                files[name] = SimpleUploadedFile(value[0], value[1])
            else:
                _fill(fields, value)
        sent: dict[str, list[Any]] = {}
        for name, value in _values(form):
            sent.setdefault(name, []).append(value)
        if pressed.get("name"):
            sent.setdefault(pressed.get("name"), []).append(pressed.get("value", ""))
        action = pressed.get("formaction") or form.get("action") or self.url
        if form.method == "GET":
            self._show(self.client.get(action.partition("?")[0], sent, follow=True))
            return True
        answer = self.client.post(action, {**sent, **files}, follow=True)
        self._show(answer, action=action)
        return bool(answer.redirect_chain)

    def _form(self, button: str, among: str) -> tuple[Any, Any]:
        buttons = self.page.xpath("//main//button[not(@type) or @type='submit']")
        for one in buttons:
            form = next(one.iterancestors("form"), None)
            if form is not None and button in words_of(one) and among in words_of(self._around(form)):
                return form, one
        raise AssertionError(f"no button « {button} » at {self.url}: {[words_of(one) for one in buttons]}\n{self.text}")

    @staticmethod
    def _around(form: Any) -> Any:
        """The card or the row that a small form stands in."""
        return next(form.iterancestors("tr", "li", "article", "section"), form)

    def _fields(self, form: Any, label: str) -> tuple[str, list[Any]]:
        """A field's name and its elements, by its label or else its name."""
        if label not in form.inputs:
            by_id = {one.get("id"): one for one in form.iter("input", "select", "textarea")}
            for one in form.xpath(".//label[@for]"):
                if words_of(one).startswith(label) and one.get("for") in by_id:
                    label = by_id[one.get("for")].get("name")
                    break
            else:
                for group in form.xpath(".//fieldset[legend]"):
                    inside = group.xpath(".//input[@name]")
                    if words_of(group.find("legend")).startswith(label) and inside:
                        label = inside[0].get("name")
                        break
        found = [one for one in form.iter("input", "select", "textarea") if one.get("name") == label]
        known = sorted({words_of(one) for one in form.xpath(".//label | .//legend")} | {*form.inputs.keys()})
        assert found, f"no field « {label} » at {self.url}: {known}"
        return label, found

    # ── Within ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _link(self, says: str) -> str:
        for one in self.page.xpath("//a[@href]"):
            if says in words_of(one):
                href = str(one.get("href"))
                return self.url.partition("?")[0] + href if href.startswith("?") else href
        raise AssertionError(f"no link « {says} » at {self.url}:\n{self.text}")

    def _show(self, answer: Any, status: int = 200, action: str = "") -> None:
        shown = answer.redirect_chain[-1][0] if answer.redirect_chain else action or _address(answer)
        assert answer.status_code == status, (shown, answer.status_code)
        if answer["Content-Type"].startswith("text/html"):
            self.url, self.page = shown, html.fromstring(answer.content.decode())
        else:
            self.file = answer.getvalue()

    def _troubles(self) -> str:
        shown = [words_of(one) for one in self.page.xpath("//*[@role='alert' or contains(@class, 'error')]")]
        return "\n".join(shown) or self.text


def _address(answer: Any) -> str:
    query = answer.request["QUERY_STRING"]
    return str(answer.request["PATH_INFO"]) + (f"?{query}" if query else "")


def _values(form: Any) -> list[tuple[str, str]]:
    """What a browser sends of a form, buttons and files aside."""
    found = []
    for one in form.iter("input", "select", "textarea"):
        name, kind = one.get("name"), one.get("type", "text")
        if not name or one.get("disabled") is not None or kind in ("submit", "button", "file"):
            continue
        if kind in ("radio", "checkbox"):
            found += [(name, one.get("value", "on"))] if one.get("checked") is not None else []
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            found += [(name, each.get("value", words_of(each))) for each in chosen]
        else:
            found.append((name, (one.text or "") if one.tag == "textarea" else one.get("value", "")))
    return found


def _fill(fields: list[Any], value: Any) -> None:
    """Type, choose or tick."""
    first = fields[0]
    if first.tag == "select":
        wanted = [one for one in first.iter("option") if str(value) in (one.get("value"), words_of(one))]
        wanted = wanted or [one for one in first.iter("option") if str(value) in words_of(one)]
        assert wanted, f"no choice « {value} »: {[words_of(one) for one in first.iter('option')]}"
        for one in first.iter("option"):
            one.attrib.pop("selected", None)
        wanted[0].set("selected", "selected")
    elif first.tag == "textarea":
        first.text = str(value)
    elif first.get("type") in ("radio", "checkbox"):
        _tick(fields, value)
    else:
        first.set("value", str(value))


def _tick(fields: list[Any], value: Any) -> None:
    chosen = [] if value is False else [value] if isinstance(value, str) else value
    for one in fields:
        beside = next(one.iterancestors("label"), None)
        said = words_of(beside) if beside is not None else ""
        on = chosen is True or any(want == one.get("value") or (want and said.startswith(want)) for want in chosen)
        one.attrib.pop("checked", None)
        if on:
            one.set("checked", "checked")
    picked = sum(one.get("checked") is not None for one in fields)
    asked = len(fields) if chosen is True else len(chosen)
    assert picked == asked, f"no choice « {value} »: {[one.get('value') for one in fields]}"
