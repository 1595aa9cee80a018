"""The forms that take answers in: by tapping, by the keyboard alone, by counting hands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.impact.models import Question
from bocal.impact.rules.flower import MOST_AROUND, WORDS_LENGTH, Given, Public, QuestionKind, choices
from bocal.impact.words import flower as words
from bocal.look.forms import KeyField, PiecesField, PlainForm

#: What the keyboard may say for yes and for no.
YES, NO = frozenset({"o", "oui", "1", "y", "yes"}), frozenset({"n", "non", "0", "no"})
#: How many sayings are noted of one table.
SAYINGS = 30


def public_of(text: str) -> Public:
    """The public that an address names; 404 for another word."""
    if text not in set(Public):
        raise Http404
    return Public(text)


class StepField(forms.CharField):
    """A step typed with one key: 1 to 5, or o and n. What it gives is the value."""

    def __init__(self, kind: QuestionKind, **kw: Any) -> None:
        self.step_kind = kind
        # A keyboard of digits where digits are wanted.
        attrs = {"autocomplete": "off", "size": "3"} | ({"inputmode": "numeric"} if kind is QuestionKind.SCALE else {})
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=5, required=False, **kw)

    def clean(self, value: Any) -> Any:
        """The step, None for a blank."""
        text = str(super().clean(value)).strip().lower()
        if not text:
            return None
        if self.step_kind is QuestionKind.YES_NO:
            if text in YES | NO:
                return int(text in YES)
            raise forms.ValidationError(_("Tapez o pour oui, n pour non."))
        if text.isdigit() and int(text) in choices(self.step_kind):
            return int(text)
        raise forms.ValidationError(_("Tapez un chiffre de 1 à 5."))


class AskingForm(PlainForm):
    """A field for each question, in the order of the paper."""

    key = KeyField()

    def __init__(self, *args: Any, questions: Sequence[Question], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.questions = questions
        for number, one in enumerate(questions, start=1):
            self.fields[f"q{one.pk}"] = self.field(one, f"{number}. {one.words}")

    def field(self, question: Question, label: str) -> forms.Field:
        """How a question is asked on a screen that one taps."""
        kind = QuestionKind(question.kind)
        if kind is QuestionKind.WORDS:
            return self.free(label)
        steps = words.STEPS[kind]
        return forms.TypedChoiceField(
            label=label,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[(n, n if kind is QuestionKind.SCALE else step) for n, step in steps.items()],
            widget=forms.RadioSelect,
        )

    def free(self, label: str) -> forms.Field:
        """A few words."""
        return forms.CharField(
            label=label, required=False, max_length=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
        )

    def rows(self) -> list[tuple[Question, bool, Any]]:
        """The questions with their fields; whether each begins a petal."""
        found, petal = [], None
        for one in self.questions:
            found.append((one, one.petal_id != petal, self[f"q{one.pk}"]))
            petal = one.petal_id
        return found

    @property
    def given(self) -> list[Given]:
        """What was answered."""
        found = []
        for one in self.questions:
            value = self.cleaned_data.get(f"q{one.pk}")
            if one.kind == QuestionKind.WORDS:
                found.append(Given(one.pk, words=value or ""))
            elif value is not None:
                found.append(Given(one.pk, value))
        return found


class KeyingForm(AskingForm):
    """The same by the keyboard alone: a key, then the tabulator."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kw: Any) -> None:
        super().__init__(*args, questions=questions, **kw)
        if questions:
            # The next sheet begins without touching the mouse.
            self.fields[f"q{questions[0].pk}"].widget.attrs["autofocus"] = True

    def field(self, question: Question, label: str) -> forms.Field:
        """A box of one key."""
        kind = QuestionKind(question.kind)
        return self.free(label) if kind is QuestionKind.WORDS else StepField(kind, label=label)

    def free(self, label: str) -> forms.Field:
        """A few words on one line, so that the enter key sends the sheet."""
        attrs = {"autocomplete": "off"}
        return forms.CharField(
            label=label, required=False, max_length=WORDS_LENGTH, widget=forms.TextInput(attrs=attrs)
        )


class TableForm(PlainForm):
    """Around a table: how many people, how many hands for each choice, sayings one a line."""

    key = KeyField()
    people = PiecesField(label=later("Combien de personnes autour de la table ?"), lowest=1, highest=MOST_AROUND)

    def __init__(self, *args: Any, questions: Sequence[Question], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.questions = questions
        for one in questions:
            kind = QuestionKind(one.kind)
            if kind is QuestionKind.WORDS:
                self.fields[f"q{one.pk}"] = forms.CharField(
                    label=one.words,
                    required=False,
                    max_length=WORDS_LENGTH * 5,
                    help_text=later("Une parole par ligne, sans nom."),
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            for step, label in words.STEPS[kind].items():
                said = f"{step} {label}" if kind is QuestionKind.SCALE else label
                self.fields[f"q{one.pk}_{step}"] = PiecesField(label=said, required=False, highest=MOST_AROUND)

    def rows(self) -> list[tuple[Question, bool, list[Any]]]:
        """The questions with the fields of their choices; whether each begins a petal."""
        found, petal = [], None
        for one in self.questions:
            names = [f"q{one.pk}_{step}" for step in choices(QuestionKind(one.kind))] or [f"q{one.pk}"]
            found.append((one, one.petal_id != petal, [self[name] for name in names]))
            petal = one.petal_id
        return found

    @property
    def given(self) -> list[Given]:
        """Hands and sayings."""
        found = []
        for one in self.questions:
            for step in choices(QuestionKind(one.kind)):
                if count := self.cleaned_data.get(f"q{one.pk}_{step}"):
                    found.append(Given(one.pk, step, count=count))
            said = (self.cleaned_data.get(f"q{one.pk}") or "").splitlines()
            found += [Given(one.pk, words=line.strip()[:WORDS_LENGTH]) for line in said[:SAYINGS] if line.strip()]
        return found
