from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.safety import acts, reads, words
from bocal.safety.pages.paper_form import PaperForm
from bocal.safety.rules import TrainingTopic


class TrainingForm(PaperForm):
    """Who was trained, and to what."""

    person = forms.ModelChoiceField(queryset=reads.trained_people())
    topic = forms.ChoiceField(choices=words.TRAINING_TOPICS, widget=forms.RadioSelect)
    equipment = forms.ModelChoiceField(queryset=reads.equipment(), required=False)
    field_order = ("person", "topic", "equipment")

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.fields["person"].label = _("Personne")
        self.fields["topic"].label = _("Formation")
        self.fields["equipment"].label = _("Appareil")
        self.fields["reference"].label = _("Numéro de l’attestation")


@enter(Desk.QUALITY, Desk.DIRECTION)
def training(request: Request) -> HttpResponse:
    """Write down who was trained to what."""
    form = TrainingForm(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        topic = TrainingTopic(said["topic"])
        if form.written(acts.train, said["person"], request=request, topic=topic, equipment=said["equipment"]):
            messages.success(request, _("Formation inscrite : %(name)s.") % {"name": said["person"]})
            return redirect("safety:trainings")
    return render(request, "safety/pages/training.html", {"form": form})
