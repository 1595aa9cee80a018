"""The forms that are filled at a session: who, jars, answers, readings."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.models import JarFormat
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.look.forms import KeyField, NumberField, PiecesField, PlainForm
from bocal.look.templatetags.look import euros
from bocal.workshops import reads, words
from bocal.workshops.models import Session
from bocal.workshops.pages.come import NameForm
from bocal.workshops.reads import Guest, Shelf
from bocal.workshops.rules.profile import Answers, read_answers

#: So many jars at once, at most: more is a mistake of the keyboard.
MOST = 500


class WhoField(forms.Field):
    """A person of a session's list: their key, or the key of the form that put them on it without network."""

    default_error_messages = {
        "required": later("Dites de qui il s’agit."),
        "gone": later("Cette personne n’est pas sur la liste."),
    }

    def __init__(self, *, session: Session, guests: Callable[[], Sequence[Guest]], **kwargs: Any) -> None:
        """`guests`: reads those among whom one chooses, asked only when the field is drawn: what comes back from a
        tablet never is."""

        def choices() -> list[tuple[str, str]]:
            return [("", _("choisir")), *((str(one.person.pk), one.person.name) for one in guests())]

        # Django takes a function here (normalize_choices); its stubs do not know.
        kwargs.setdefault("widget", forms.Select(choices=choices))  # type: ignore[arg-type]
        kwargs.setdefault("label", later("Qui ?"))
        super().__init__(**kwargs)
        self.session = session

    def to_python(self, value: Any) -> Person | None:
        """The person."""
        said = str(value or "").strip()[:64]
        if not said:
            return None
        found = reads.who(self.session, said)
        if found is None:
            raise forms.ValidationError(self.error_messages["gone"], code="gone")
        return found


class SomebodyForm(NameForm):
    """Somebody more: a telephone if they like, and for a minor the adult who came along."""

    key = KeyField()

    def __init__(self, *args: Any, session: Session, guests: Callable[[], Sequence[Guest]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = later("Enfant ? L’adulte qui l’accompagne")
        self.fields["guardian"] = WhoField(
            session=session,
            guests=lambda: [one for one in guests() if not one.minor],
            label=label,
            required=False,
        )
        # Whoever this tablet has just written down may come with a child.
        self.fields["guardian"].widget.attrs["data-added"] = reverse("workshops:attend", args=[session.pk])
        self.fields["phone"].required = False
        self.fields["phone"].help_text = later("Pour retrouver la personne la prochaine fois.")


class JarsForm(PlainForm):
    """So many jars of each sort."""

    key = KeyField()

    def __init__(self, *args: Any, shelves: Sequence[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = shelves
        for shelf in shelves:
            told = _("il y en a {n}").format(n=shelf.quantity)
            if 0 < shelf.aboard < shelf.quantity:
                told += _(", dont {n} dans le camion").format(n=shelf.aboard)
            if shelf.deposit_cents:
                told += " · " + _("consigne {cents}").format(cents=euros(shelf.deposit_cents))
            self.fields[f"i{shelf.item.pk}"] = PiecesField(
                label=shelf.item.name, required=False, highest=MOST, help_text=told
            )

    def jars(self) -> dict[int, int]:
        """Item → jars."""
        return {shelf.item.pk: self.cleaned_data.get(f"i{shelf.item.pk}") or 0 for shelf in self.shelves}


class HomeForm(JarsForm):
    """Whose, the jars they take and the empty ones that they bring back."""

    sure = forms.BooleanField(label=later("Oui, c’est bien ce nombre de bocaux rendus"), required=False)

    def __init__(
        self,
        *args: Any,
        session: Session,
        guests: Callable[[], Sequence[Guest]],
        formats: Sequence[JarFormat],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"who": WhoField(session=session, guests=guests), **self.fields}
        self.formats = formats
        for row in formats:
            label = _("Verre vide rendu : {name}").format(name=row.name)
            told = _("on rend {cents}").format(cents=euros(row.deposit_cents))
            self.fields[f"g{row.pk}"] = PiecesField(label=label, required=False, highest=MOST, help_text=told)
        # Asked only when needed, and last.
        sure = self.fields.pop("sure")
        if self.data.get("ask_sure"):
            self.fields["sure"] = sure

    def glass(self) -> dict[int, int]:
        """Jar format → empty jars."""
        return {row.pk: self.cleaned_data.get(f"g{row.pk}") or 0 for row in self.formats}


class RestForm(JarsForm):
    """So many jars, and where they go."""

    to = forms.ChoiceField(label=later("Où vont-ils ?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        given = [(f"give-{one.pk}", _receiver(one, today)) for one in reads.receivers()]
        put = [(f"put-{one.pk}", one.name) for one in reads.stocks()]
        groups: list[tuple[Any, Any]] = [
            ("", _("choisir")),
            (_("Donner, pour des repas ou une aide alimentaire"), given),
            (_("Mettre en stock, pour le groupement"), put),
            ("eat", _("Ouverts et mangés sur place")),
        ]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [one for one in groups if one[1]]


def _receiver(one: Organisation, today: date) -> str:
    if directory.unready(one, today=today):
        return _("{name} (sans habilitation)").format(name=one.name)
    return one.name


class ProfileForm(PlainForm):
    """Six questions; none of them must be answered."""

    key = KeyField()

    def __init__(self, *args: Any, session: Session, guests: Callable[[], Sequence[Guest]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = WhoField(session=session, guests=guests)
        for name, (label, choices) in words.QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label), choices=choices, required=False, widget=forms.RadioSelect
            )
        self.fields["agrees"] = forms.BooleanField(label=later("Je suis d’accord"), required=False)

    def answers(self) -> Answers:
        """What was answered."""
        return read_answers(self.cleaned_data)


class ReadingForm(PlainForm):
    """A line of the plan: the number read, or yes or no by the button that was touched."""

    key = KeyField()
    value = NumberField(required=False, lowest=None, highest=100_000, places=2, label=later("Lu"))
    sound = forms.ChoiceField(required=False, choices=[("", ""), ("yes", later("oui")), ("no", later("non"))])
    note = forms.CharField(label=later("Remarque"), required=False, max_length=300)
