from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.reads.yields import learned

#: Who makes a new version; the others read.
WRITERS = (Desk.PRODUCTION, Desk.DIRECTION)


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.PRODUCTS, Desk.DIRECTION)
def recipe(request: Request, pk: int) -> HttpResponse:
    """A recipe's versions, one of them in full with its schedules; a new version is a copy."""
    versions = list(reads.versions(pk))
    asked = request.GET.get("v", "")
    picked = next((v for v in versions if str(v.number) == asked), versions[0] if versions else None)
    shown = reads.version(picked.pk) if picked else None
    if shown is None:
        raise Http404
    if request.method == "POST":
        if not held(request).any_of(WRITERS):
            return refuse(request, WRITERS)
        try:
            made = acts.new_version(shown, author=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
            return redirect("kitchen:recipe", pk)
        messages.success(request, _("Version %(n)s : changez ce qui change.") % {"n": made.number})
        return redirect("kitchen:version", made.pk)
    trims, line = learned(shown)
    history = list(reads.schedules(shown))
    in_force = reads.in_force(history)
    return render(
        request,
        "kitchen/pages/recipe.html",
        {
            "recipe": shown.recipe,
            "versions": versions,
            "version": shown,
            "lines": [(one, trims.get(one.item_id)) for one in shown.lines.all()],
            "jars_yield": line,
            "jars": [
                (jar, in_force.get((shown.pk, jar.jar_format_id), []))
                for jar in shown.recipe.products.all()
                if jar.jar_format_id is not None
            ],
            "weighed": [one for one in shown.recipe.products.all() if one.jar_format_id is None],
            "history": history,
        },
    )
