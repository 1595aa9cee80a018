"""Filters and tags of every page: a builtin library, nothing to load. All follow the reader's language.

A template gives "" for what is missing: like None, it writes nothing.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bocal.measure.money import format_euros, format_price
from bocal.measure.quantity import NBSP, Dimension, format_decimal, format_kg, format_quantity

register = template.Library()

_TONES = {"success": "ok", "error": "stop", "warning": "wait"}
_TONE_ICONS = {"ok": "check", "stop": "alert", "wait": "alert", "info": "info"}


def lang() -> str:
    """The language numbers are written in: "en" for English, else "fr"."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@register.filter
def kg(mg: int | str | None) -> str:
    """A mass in mg: "12,5 kg", "850 g"; nothing for None."""
    return "" if mg is None or mg == "" else format_kg(int(mg), lang())


@register.filter
def amount(value: int | str | None, dimension: str) -> str:
    """A whole quantity of a dimension ("mass", "volume", "count")."""
    return "" if value is None or value == "" else format_quantity(int(value), Dimension(dimension), lang())


@register.simple_tag
def quantity(value: int | None, item: object) -> str:
    """A whole quantity of an item (anything with `.dimension`)."""
    return amount(value, str(getattr(item, "dimension")))  # noqa: B009 - `item` is of a room above this floor


@register.filter
def euros(cents: int | str | None) -> str:
    """Cents: "1 234,50 €"."""
    return "" if cents is None or cents == "" else format_euros(int(cents), lang())


@register.filter
def price(value: Decimal | None) -> str:
    """A unit price in euros, two to four decimals: "3,50 €"."""
    return "" if value is None or value == "" else format_price(Decimal(value), lang())


@register.filter
def number(value: Decimal | int | float | None) -> str:
    """A bare number: "1 234,5"."""
    return "" if value is None or value == "" else format_decimal(Decimal(str(value)), lang())


@register.filter
def vat(basis_points: int | None) -> str:
    """A VAT rate in basis points: 550 → "5,5 %"; None is outside VAT."""
    return _("hors champ de la TVA") if basis_points is None else share(basis_points)


@register.filter
def share(basis_points: int | str | None) -> str:
    """A share in basis points: 10 000 → "100 %"; nothing for None."""
    return "" if basis_points is None or basis_points == "" else _with_percent(Decimal(basis_points) / 100)


@register.filter
def percent(ratio: Decimal | float | None) -> str:
    """A ratio (0 to 1) as a percentage with at most one decimal: 0.135 → "13,5 %"."""
    if ratio is None or ratio == "":
        return ""
    return _with_percent((Decimal(str(ratio)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))


@register.filter
def day(value: dt.date | str | None) -> str:
    """A day in full: "jeudi 12 juin 2026", "Thursday 12 June 2026"."""
    when = _as_day(value)
    if when is None:
        return ""
    if lang() == "fr":
        return date_format(when, r"l j\e\r F Y" if when.day == 1 else "l j F Y")
    return date_format(when, "l j F Y")


@register.filter
def dayofmonth(value: dt.date | str | None) -> str:
    """A day without its year: "1er juin", "12 June"."""
    when = _as_day(value)
    if when is None:
        return ""
    return date_format(when, r"j\e\r F" if when.day == 1 and lang() == "fr" else "j F")


@register.filter
def shortday(value: dt.date | str | None) -> str:
    """A day in figures, day first in both languages: "12/06/2026"."""
    when = _as_day(value)
    return "" if when is None else f"{when:%d/%m/%Y}"


@register.filter
def hour(value: dt.datetime | dt.time | None) -> str:
    """An hour of the day: "14 h 05", "14:05"."""
    if value is None or value == "":
        return ""
    at = _local(value).time() if isinstance(value, dt.datetime) else value
    return f"{at:%H:%M}" if lang() == "en" else f"{at.hour}{NBSP}h{NBSP}{at:%M}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A day and its hour, local time: "12 juin 2026 à 14 h 05", "12 June 2026 at 14:05"."""
    if value is None or value == "":
        return ""
    local = _local(value)
    written = date_format(local, r"j\e\r F Y" if local.day == 1 and lang() == "fr" else "j F Y")
    return _("{day} à {hour}").format(day=written, hour=hour(local))


@register.filter
def minutes(value: int | str | None) -> str:
    """A length of time in minutes: 90 → "1 h 30", 45 → "45 min"."""
    if value is None or value == "":
        return ""
    sign = "−" if int(value) < 0 else ""
    hours, rest = divmod(abs(int(value)), 60)
    if not hours:
        return f"{sign}{rest}{NBSP}min"
    whole = format_decimal(Decimal(hours), lang())
    if not rest:
        return f"{sign}{whole}{NBSP}h"
    return f"{sign}{whole}{NBSP}h{NBSP}{rest:02d}"


@register.filter
def tone(message: Message) -> str:
    """The class of a message's notice: ok, wait, stop or info."""
    return _TONES.get(message.level_tag, "info")


@register.filter
def tone_icon(message: Message) -> str:
    """The icon that says a message's tone without its colour."""
    return _TONE_ICONS[tone(message)]


@register.filter
def undo_of(message: Message) -> str:
    """The voucher that a message's "undo:<id>" tag names, or nothing."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def is_tick(bound: BoundField) -> bool:
    """Whether a field is a single box to tick: its label goes after it."""
    return type(bound.field.widget) is CheckboxInput


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of look/icons.svg; silent for screen readers unless `label` says what it means."""
    sprite = static("look/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A field whole: label, help, errors and input, tied together."""
    return bound.as_field_group()


@register.inclusion_tag("look/forms/summary.html")
def errors(form: BaseForm) -> dict[str, BaseForm]:
    """What is to be mended in a form, each line a link to its field. Use it when the fields are placed by hand."""
    return {"form": form}


@register.simple_tag
def formkey() -> SafeString:
    """A hidden key, new at each rendering, which makes sending a form twice count once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4())


@register.inclusion_tag("look/parts/meter.html")
def meter(value: int, total: int, label: str = "") -> dict[str, object]:
    """A bar that says how far one is: `value` of `total`, and a label in words."""
    share = 0 if total <= 0 else min(100, max(0, round(100 * value / total)))
    return {"value": value, "total": total, "label": label, "share": share, "over": total > 0 and value > total}


def _with_percent(value: Decimal) -> str:
    return f"{format_decimal(value, lang())}{NBSP if lang() == 'fr' else ''}%"


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _as_day(value: dt.date | str | None) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return dt.date.fromisoformat(value)
    return _local(value).date() if isinstance(value, dt.datetime) else value
