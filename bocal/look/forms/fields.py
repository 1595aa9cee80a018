"""Fields that read what people type the French way."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.look.templatetags.look import euros, kg, lang, minutes, shortday
from bocal.look.words import sentence
from bocal.measure.money import parse_euros, parse_price
from bocal.measure.period import parse_day
from bocal.measure.quantity import MG_PER_G, MG_PER_KG, UL_PER_L, format_decimal, parse_decimal, parse_weight
from bocal.measure.unreadable import Code, Unreadable

Day = dt.date | Callable[[], dt.date]

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])\s*(?:[:hH]\s*([0-5][0-9])?)?(?::[0-5][0-9])?")

# "3 h 30", "3h", "3:30", "3,5 h", "45 min"; the number alone is read apart.
_HOURS, _MINUTES = r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:h(?:eures?)?|:)", r"(\d{1,4})\s*(?:min(?:utes?)?|mn)?"
_LASTING = re.compile(rf"(?:{_HOURS}\s*)?(?:{_MINUTES})?", re.IGNORECASE | re.ASCII)


class ReadField(forms.CharField):
    """A text that is read into a value. Subclasses say how to `read` it and how to `write` an initial value."""

    unit_sign: str | Promise = ""
    input_mode = "decimal"

    def read(self, text: str) -> Any:
        """The value of a text that is not blank; raises `Unreadable` or `forms.ValidationError`."""
        return text

    def write(self, value: Any) -> str:
        """How an initial value stands in the field."""
        return _plain(Decimal(value))

    def to_python(self, value: Any) -> Any:
        """The value read, or None for a blank."""
        if value is None or not str(value).strip():
            return None
        try:
            return self.read(str(value))
        except Unreadable as refusal:
            raise forms.ValidationError(sentence(refusal), code=refusal.code.value) from None

    def prepare_value(self, value: Any) -> Any:
        """What was typed, unchanged; an initial value, written."""
        return value if value is None or isinstance(value, str) else self.write(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the value read differs; what cannot be read has changed."""
        if self.disabled:
            return False
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The keyboard that a phone shows."""
        attrs = super().widget_attrs(widget)
        if self.input_mode:
            attrs["inputmode"] = self.input_mode
        return attrs | {"autocomplete": "off"}


class WeightField(ReadField):
    """A weight or a sum of weighings ("192+167"), in whole milligrams; `unit` is what a bare number means (kg or g).

    `highest` (mg) refuses more, with the bound in the sentence. `allow_zero` takes 0 for "nothing was weighed".
    """

    # No decimal keypad before a script has put a "+" button beside it: some phones' keypads have none.
    input_mode = ""

    def __init__(
        self, *, unit: str = "kg", highest: int | None = None, allow_zero: bool = False, **kwargs: Any
    ) -> None:
        self.unit, self.highest, self.allow_zero = unit, highest, allow_zero
        self.unit_sign = unit
        super().__init__(**kwargs)

    def read(self, text: str) -> int:
        """Milligrams."""
        try:
            mg = parse_weight(text, self.unit)
        except Unreadable as refusal:
            if refusal.code is not Code.ZERO or not self.allow_zero:
                raise
            mg = 0
        if self.highest is not None and mg > self.highest:
            raise forms.ValidationError(
                _("{weight}, c’est trop : il y en a {highest} au plus.").format(weight=kg(mg), highest=kg(self.highest))
            )
        return mg

    def write(self, value: Any) -> str:
        """Milligrams in the field's unit."""
        return _plain(Decimal(value) / (MG_PER_KG if self.unit == "kg" else MG_PER_G))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Named for the script that previews a sum."""
        return super().widget_attrs(widget) | {"data-sum": self.unit}


class NumberField(ReadField):
    """A number with a decimal comma, as Decimal, within bounds (both allowed), with at most `places` decimals."""

    def __init__(
        self,
        *,
        lowest: Decimal | int | None = 0,
        highest: Decimal | int | None = None,
        places: int | None = None,
        unit_sign: str | Promise = "",
        **kwargs: Any,
    ) -> None:
        self.lowest, self.highest, self.places = lowest, highest, places
        if unit_sign:
            self.unit_sign = unit_sign
        if lowest is None or lowest < 0:
            self.input_mode = ""  # Some phones' decimal keypads have no minus sign.
        super().__init__(**kwargs)

    def read(self, text: str) -> Any:
        """The number."""
        number = parse_decimal(_without(text, str(self.unit_sign)), signed=self.lowest is None or self.lowest < 0)
        if self.lowest is not None and number < self.lowest:
            raise forms.ValidationError(_("Le plus petit nombre possible ici est {n}.").format(n=_shown(self.lowest)))
        if self.highest is not None and number > self.highest:
            raise forms.ValidationError(_("Le plus grand nombre possible ici est {n}.").format(n=_shown(self.highest)))
        if self.places is not None and number != round(number, self.places):
            raise Unreadable(Code.TOO_PRECISE, value=text)
        return number


class PiecesField(NumberField):
    """A whole number of pieces (jars, crates, people), as int."""

    input_mode = "numeric"

    def __init__(self, *, lowest: int = 0, highest: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(lowest=lowest, highest=highest, **kwargs)

    def read(self, text: str) -> int:
        """Pieces."""
        number: Decimal = super().read(text)
        if number != int(number):
            raise forms.ValidationError(_("« {value} » n’est pas un nombre entier.").format(value=text.strip()))
        return int(number)


class LitresField(NumberField):
    """A volume typed in litres, in whole microlitres; `highest` in microlitres."""

    def __init__(self, *, highest: int, **kwargs: Any) -> None:
        super().__init__(highest=Decimal(highest) / UL_PER_L, places=3, unit_sign="L", **kwargs)

    def read(self, text: str) -> int:
        """Microlitres."""
        return int(super().read(text) * UL_PER_L)

    def write(self, value: Any) -> str:
        """Litres."""
        return super().write(Decimal(value) / UL_PER_L)


class TemperatureField(NumberField):
    """A temperature in °C with one decimal, as Decimal. With `lowest=0` (no fridge is meant) phones show digits."""

    def __init__(self, *, lowest: int = -60, highest: int = 200, places: int = 1, **kwargs: Any) -> None:
        super().__init__(lowest=lowest, highest=highest, places=places, unit_sign="°C", **kwargs)


class EurosField(ReadField):
    """An amount in euros, in cents; bounds in cents. `signed` lets a minus through."""

    unit_sign = "€"

    def __init__(
        self, *, signed: bool = False, lowest: int | None = None, highest: int | None = None, **kwargs: Any
    ) -> None:
        self.signed, self.lowest, self.highest = signed, lowest, highest
        super().__init__(**kwargs)

    def read(self, text: str) -> int:
        """Cents."""
        cents = parse_euros(text, signed=self.signed)
        if self.lowest is not None and cents < self.lowest:
            raise forms.ValidationError(_("Le plus petit montant possible est {n}.").format(n=euros(self.lowest)))
        if self.highest is not None and cents > self.highest:
            raise forms.ValidationError(_("Le plus grand montant possible est {n}.").format(n=euros(self.highest)))
        return cents

    def write(self, value: Any) -> str:
        """Cents in euros, two decimals."""
        return _plain(Decimal(value) / 100, places=2)


class PriceField(ReadField):
    """A unit price in euros, as Decimal with four places."""

    unit_sign = "€"

    def read(self, text: str) -> Decimal:
        """The price."""
        return parse_price(text)

    def write(self, value: Any) -> str:
        """Two to four decimals."""
        return _plain(Decimal(value).quantize(Decimal("0.0001")), places=2)


class DayField(ReadField):
    """A day. `earliest` and `latest` (both allowed) are days, or functions called at each use."""

    input_mode = ""
    widget = forms.TextInput(attrs={"type": "date"})

    def __init__(self, *, earliest: Day | None = None, latest: Day | None = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def read(self, text: str) -> dt.date:
        """The day."""
        found = parse_day(text)
        earliest, latest = _at_use(self.earliest), _at_use(self.latest)
        if earliest is not None and found < earliest:
            raise forms.ValidationError(_("Choisissez un jour à partir du {day}.").format(day=shortday(earliest)))
        if latest is not None and found > latest:
            raise forms.ValidationError(_("Choisissez un jour jusqu’au {day}.").format(day=shortday(latest)))
        return found

    def write(self, value: Any) -> str:
        """The form that a date input wants; of a moment, its local day."""
        if isinstance(value, dt.datetime):
            value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
        return str(value.isoformat())


class HourField(ReadField):
    """An hour of the day ("14:05", "14h05", "9 h"), as time."""

    input_mode = ""
    widget = forms.TextInput(attrs={"type": "time"})

    def read(self, text: str) -> dt.time:
        """The hour."""
        found = _HOUR.fullmatch(text.strip())
        if found is None:
            raise forms.ValidationError(
                _("« {value} » n’est pas une heure. Écrivez par exemple 14:05.").format(value=text)
            )
        return dt.time(int(found[1]), int(found[2] or 0))

    def write(self, value: Any) -> str:
        """The form that a time input wants."""
        return f"{value:%H:%M}"


class LastingField(ReadField):
    """How long something took ("3 h 30", "3:30", "3,5 h", "210 min"), in whole minutes, at most `highest`. A number
    alone could be hours or minutes: it is refused, but 0."""

    input_mode = ""

    def __init__(self, *, highest: int = 24 * 60, **kwargs: Any) -> None:
        self.highest = highest
        super().__init__(**kwargs)

    def read(self, text: str) -> int:
        """Minutes."""
        typed = " ".join(text.split())
        found = _LASTING.fullmatch(typed)
        if typed == "0":
            return 0
        if found is None or typed.isdecimal() or (found[2] and found[3]) or (found[1] and int(found[3] or 0) > 59):
            raise forms.ValidationError(
                _("« {value} » n’est pas une durée. Écrivez par exemple 3 h 30 ou 45 min.").format(value=typed)
            )
        hours = Decimal(f"{found[1] or 0}.{found[2] or 0}")
        total = int((60 * hours).to_integral_value(ROUND_HALF_UP)) + int(found[3] or 0)
        if total > self.highest:
            raise forms.ValidationError(_("La plus longue durée possible ici est {n}.").format(n=minutes(self.highest)))
        return total

    def write(self, value: Any) -> str:
        """As it is read elsewhere: "3 h 30"."""
        return minutes(value) or "0"


class MomentField(ReadField):
    """A day and an hour, local time, as an aware datetime."""

    input_mode = ""
    widget = forms.TextInput(attrs={"type": "datetime-local"})

    def read(self, text: str) -> dt.datetime:
        """The moment; an hour that the change to winter time repeats is the first of the two."""
        words = re.split(r"T|\s+(?:à\s+)?", text.strip(), maxsplit=1)
        hour = _HOUR.fullmatch(words[1].strip()) if len(words) == 2 else None
        if hour is None:
            raise forms.ValidationError(_("Écrivez le jour puis l’heure, par exemple 12/06/2026 14:05."))
        return timezone.make_aware(dt.datetime.combine(parse_day(words[0]), dt.time(int(hour[1]), int(hour[2] or 0))))

    def write(self, value: Any) -> str:
        """The form that a datetime-local input wants."""
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%dT%H:%M}"


class KeyField(forms.UUIDField):
    """The hidden key that makes a gesture sent twice count once."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": later("Cette page est incomplète. Rechargez-la et recommencez."),
        "invalid": later("Cette page est incomplète. Rechargez-la et recommencez."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid4)
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The key that came; a new one where none came, so that sending again can succeed."""
        return data or initial

    def prepare_value(self, value: Any) -> Any:
        """With its dashes."""
        return str(value) if isinstance(value, UUID) else value


def _plain(number: Decimal, places: int | None = None) -> str:
    written = format_decimal(number, "en", places=places).replace(",", "").replace("\u2212", "-")
    return written.replace(".", ",") if lang() == "fr" else written


def _shown(number: Decimal | int) -> str:
    return format_decimal(Decimal(number), lang())


def _without(text: str, sign: str) -> str:
    return text.strip().removesuffix(sign).rstrip() if sign else text


def _at_use(day: Day | None) -> dt.date | None:
    return day() if callable(day) else day
