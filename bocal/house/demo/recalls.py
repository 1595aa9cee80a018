"""Last month's recall drill: a crate taken at random, its list found whole in a few minutes."""

from datetime import timedelta

from bocal.directory.rules import Desk
from bocal.house.demo import kitchen
from bocal.house.demo.people import Peopled
from bocal.journals import acts
from bocal.journals.models import Lot
from bocal.journals.rules import Doubt


def drill(found: Peopled) -> None:
    """One drill, from a crate that is in jars which were sold."""
    when = found.now - timedelta(days=30)
    sold = Lot.objects.filter(movements__target__kind="customer", parents__isnull=False).order_by("pk").first()
    crate = Lot.objects.filter(children__child=sold, item__kind="raw").select_related("item").order_by("pk").first()
    if crate is None:
        return
    person = found.at(Desk.QUALITY)
    opened = acts.open_recall(
        [crate],
        doubt=Doubt.LOT,
        what=f"{crate.item.name} {crate.code}",
        reason="Exercice annuel : cagette prise au hasard",
        drill=True,
        author=person,
        key=str(kitchen.key(found.shape.slug, "recall drill")),
        now=when,
    )
    acts.list_whole(opened, author=person, now=when + timedelta(minutes=4, seconds=12))
    acts.close(opened, author=person, now=when + timedelta(minutes=9), note="Deux numéros à compléter dans l’annuaire")
