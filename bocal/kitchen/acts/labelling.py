"""Write what labels say: a product's words, and what is the same on all."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension
from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.kitchen.models import LabelPolicy, LabelText
from bocal.kitchen.rules.labels import Criterion, certifier_holds, mark_holds


@transaction.atomic
def write_label(
    product: Item,
    *,
    legal_name: str,
    storage: str,
    use: str = "",
    named: Sequence[Item] = (),
    drained_mg: int = 0,
    face_cm2: int = 80,
    soluble_percent: int | None = None,
) -> LabelText:
    """The words of a product's label; later labels of all its lots say them. Raises Refused: drained_more."""
    if drained_mg > product.piece_mg and product.dimension == Dimension.COUNT:
        raise Refused("drained_more", mass=product.piece_mg)
    text, _made = LabelText.objects.update_or_create(
        product=product,
        defaults={
            "legal_name": legal_name.strip(),
            "storage": storage.strip(),
            "use": use.strip(),
            "drained_mg": drained_mg,
            "face_cm2": face_cm2,
            "soluble_percent": soluble_percent,
        },
    )
    text.named.set(named)
    return text


@transaction.atomic
def set_label_policy(
    *,
    certifier: str,
    criteria: Collection[Criterion],
    glass_back: str,
    author: Person,
    now: datetime,
    traces: Collection[str] = (),
    sorting: str = "",
    triman: str = "",
) -> LabelPolicy:
    """What is the same on all labels, and who ticked the exemption's criteria when.

    `traces`: allergens that may get in from elsewhere in the kitchen; `triman`: the mark's drawing, as SVG.
    Raises Refused: bad_certifier, bad_mark.
    """
    code = certifier.strip().upper()
    if code and not certifier_holds(code):
        raise Refused("bad_certifier")
    if triman and not mark_holds(triman):
        raise Refused("bad_mark")
    policy, _made = LabelPolicy.objects.update_or_create(
        pk=1,
        defaults={
            "certifier": code,
            "criteria": sorted(criteria),
            "glass_back": glass_back.strip(),
            "traces": sorted(traces),
            "sorting": sorting.strip(),
            "triman": triman,
            "decided_by": author,
            "decided_at": now,
        },
    )
    return policy
