"""The way of a lot, drawn: farms, crates, kettle, jars, households; each can be tapped, and a table says the same."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.journals import reads, words
from bocal.journals.pages.finding import find, tidy


def _who(row: reads.Handed) -> str:
    if row.party is None:
        return "?"
    if row.party is reads.HOUSEHOLDS:
        return f"{row.parties} {words.counted(row.party.kind, row.parties)}"
    return row.party.name


@enter(*sorted(TEAM))
def trace(request: Request, code: str) -> HttpResponse:
    """Both ways, as far as it goes; a lot that is in everything is told by counts. Names of the people served are for
    the desks that would call them."""
    if tidy(code) != code:
        return redirect("journals:trace", tidy(code))
    lot = find(code)
    chain = reads.chain(lot)
    calls = request.held.any_of(reads.RECALLERS)
    if not calls:
        chain = reads.without_names(chain)
    back = [(chain.trace.lots[edge.parent], chain.trace.lots[edge.child], edge) for edge in chain.trace.back]
    forward = [(chain.trace.lots[edge.parent], chain.trace.lots[edge.child], edge) for edge in chain.trace.forward]
    handed = [(chain.trace.lots[row.lot], row, _who(row)) for row in chain.trace.handed]
    return render(
        request,
        "journals/pages/trace.html",
        {
            "lot": lot,
            "chain": chain,
            "calls": calls,
            "picture": reads.picture(chain),
            "back": back,
            "forward": forward[:100],
            "more_forward": max(len(forward) - 100, 0),
            "handed": handed[:100],
            "more_handed": max(len(handed) - 100, 0),
            "mates": reads.cook_mates([lot]).exclude(pk=lot.pk)[:20],
            "packaging": [one for one, child, _ in back if one.item.kind == "packaging" and child.pk == lot.pk],
        },
    )
