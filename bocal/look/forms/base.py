"""How forms are drawn, and the base of each of them."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as later


class Renderer(TemplatesSetting):
    """Forms are rendered by the site's own templates."""

    form_template_name = "look/forms/form.html"
    formset_template_name = "look/forms/formset.html"
    field_template_name = "look/forms/field.html"


class PlainErrors(ErrorList):
    """The sentences under a field."""

    template_name = "look/forms/errors.html"


class PlainForm(forms.Form):
    """The base of every form: `{{ form }}` gives the summary of what is to be mended, then the fields."""

    # The browser's own bubbles speak the browser's language and hide one another: the server answers, all at once.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", PlainErrors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = later("Il manque une valeur ici.")
            # Nine dashes tell nobody what to do.
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
                field.empty_label = later("choisir")
