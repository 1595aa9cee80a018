"""A lot's label: what the law wants on it, from what really went in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, DateKind, ItemKind
from bocal.catalog.rules.nutrition import DECLARED, Constituent, Figure, figure, missing
from bocal.catalog.words import ALLERGENS
from bocal.directory.models import Collective, Organisation
from bocal.directory.rules import Certificate, certificate
from bocal.journals import reads as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Status
from bocal.kitchen.models import LabelPolicy, LabelText, Making
from bocal.kitchen.reads import nested
from bocal.kitchen.rules import jams
from bocal.kitchen.rules import labels as rules
from bocal.kitchen.rules.labels import DayForm, Listed, Missing, Organic, Prepared

#: Lots that the page of labels shows.
LATEST = 20
_CERTIFIED = (Certificate.VALID, Certificate.ENDING, Certificate.UNDATED)


@dataclass(frozen=True)
class Label:
    """All that a label says. Masses in mg; nothing is `missing` when it is lawful."""

    lot: Lot
    text: LabelText | None
    policy: LabelPolicy
    # Under whose name it is sold: the owner's, in toll work the farm's.
    operator: Organisation
    # Who packed it: the collective itself.
    packer: Organisation
    # Its code, said beside another's name.
    packer_code: str
    made_on: date
    ingredients: Sequence[Listed]
    prepared: Sequence[Prepared]
    date_mark: tuple[DayForm, date] | None
    organic: Organic
    # For 100 g, in the order of the law; empty when something is unknown.
    nutrition: Sequence[tuple[Constituent, Figure]]
    # Whether the law lets the nutrition table be left out.
    exempt: bool
    gtin: str
    missing: Sequence[Missing]
    # Why a jam's name may not be borne (rules.jams); each is `missing` too.
    jam: Sequence[jams.Found] = ()
    # Allergens that may get in from elsewhere in the kitchen, none of which is an ingredient.
    traces: Sequence[str] = ()
    # What takes the organic mention away from a lot that has its share and its certificate: nothing admits it.
    not_admitted: Sequence[str] = ()
    # Of a jar; 0 for what is made by weight, until somebody says what a bag holds.
    net_mg: int = 0

    @property
    def in_jar(self) -> bool:
        """Whether it is in glass that comes back or is sorted; a bag is not."""
        return self.lot.item.jar_format_id is not None

    @property
    def blocked(self) -> bool:
        """Whether its lot was stopped: it is printed only for whoever says so, to put a wrong label right."""
        return self.lot.state.status == Status.BLOCKED

    @property
    def face_cm2(self) -> int:
        """The jar's largest face."""
        return self.text.face_cm2 if self.text else rules.USUAL_FACE_CM2

    @property
    def name(self) -> str:
        """The legal name; the catalogue's until somebody has written one."""
        return self.text.legal_name if self.text else self.lot.item.name


def label_policy() -> LabelPolicy:
    """What is the same on all labels."""
    return LabelPolicy.objects.filter(pk=1).first() or LabelPolicy(pk=1)


def label_text(product: Item) -> LabelText | None:
    """The words of a product's label."""
    return LabelText.objects.filter(product=product).prefetch_related("named").first()


def may_be_named(product: Item) -> QuerySet[Item]:
    """What the recipes of a product put into it, by name: what its own name may speak of."""
    inside = product.recipes.values("versions__lines__item")
    return Item.objects.filter(pk__in=inside, kind__in=FOOD).order_by("name")


def made_lot(code: str) -> Making | None:
    """The making of a finished lot that still stands, with its lot and its product."""
    return (
        Making.objects.filter(lot__code=code, voucher__reversal=None)
        .select_related("voucher", "order", "lot__item__jar_format", "lot__owner", "lot__state")
        .first()
    )


def label(making: Making) -> Label:
    """The label of a finished lot. Its words are French whoever reads: they are those of the paper, sold in France."""
    return _label(making)[0]


def _label(making: Making) -> tuple[Label, dict[int, nested.Kettle]]:
    lot, collective = making.lot, Collective.objects.select_related("organisation").get()
    text, policy = label_text(lot.item), label_policy()
    named = {item.pk for item in text.named.all()} if text else set()
    of = nested.kettles(lot)
    finished = of[lot.pk].finished
    with override(settings.LANGUAGE_CODE):
        water, labels = _("eau"), {code: str(name) for code, name in ALLERGENS.items()}
    mixed = nested.ingredients(lot.pk, of, named, water_name=water)
    values = nested.nutrition(lot.pk, of)
    said, prepared = rules.shares(mixed, finished_mg=finished)
    kept = text is not None and jams.reserved(text.legal_name) is not None
    if kept:
        # « Préparé avec … g de fruits pour 100 g » (Dir. 2001/113/EC, art. 2, 3), whatever is left of the water.
        said, prepared = {}, rules.as_prepared(mixed, finished_mg=finished)
    fruits = [(one.name, one.mass_mg) for one in mixed if one.named]
    jam = jams.faults(
        text.legal_name if text else "",
        fruits,
        finished_mg=finished,
        made_on=making.voucher.day,
        soluble_percent=text.soluble_percent if text else None,
    )
    us = collective.organisation
    certified = certificate(us.organic, us.organic_until, today=making.voucher.day) in _CERTIFIED
    strangers = rules.not_admitted(mixed)
    claim = rules.organic_claim(
        lot.organic_bp,
        certified=certified,
        admitted=not strangers,
        both_forms=rules.in_both_forms(mixed),
        any_organic=any(part.organic and part.agricultural for one in mixed for part in (one, *one.inside)),
    )
    mark = (
        rules.date_mark(DateKind(lot.date_kind), made_on=making.voucher.day, good_until=lot.good_until)
        if lot.good_until and lot.date_kind
        else None
    )
    ours = lot.owner_id == us.pk
    exempt = rules.exempt(policy.criteria, face_cm2=text.face_cm2 if text else rules.USUAL_FACE_CM2)
    nutrition = [] if missing(values) else [(one, figure(one, values[one])) for one in DECLARED]
    found = Label(
        lot=lot,
        text=text,
        policy=policy,
        operator=lot.owner,
        packer=us,
        packer_code="" if ours else collective.packer_code,
        made_on=making.voucher.day,
        ingredients=rules.listed(mixed, said, labels),
        prepared=prepared,
        date_mark=mark,
        organic=claim,
        not_admitted=strangers if certified and lot.organic_bp >= rules.ORGANIC_BP else [],
        nutrition=nutrition,
        exempt=exempt,
        gtin=lot.item.gtin.zfill(14) if lot.item.gtin else rules.own_gtin(lot.item_id),
        missing=[
            code
            for code, lacks in (
                (Missing.NAME, text is None),
                (Missing.STORAGE, text is None or not text.storage),
                (Missing.OPERATOR, not (lot.owner.address and lot.owner.postcode and lot.owner.town)),
                (Missing.PACKER, not ours and not collective.packer_code),
                (Missing.DATE, mark is None),
                (Missing.NUTRITION, not exempt and not nutrition),
                (Missing.JAM, bool(jam)),
                (Missing.CERTIFIER, claim is not Organic.NOTHING and not policy.certifier),
            )
            if lacks
        ],
        jam=jam,
        traces=[code for code in ALLERGENS if code in policy.traces and code not in lot.allergens],
        net_mg=lot.item.piece_mg,
    )
    return found, of


@dataclass(frozen=True)
class Story:
    """What anyone may read about a jar: what, when, from whom (those who agree), and whether to stop eating it."""

    label: Label
    farms: Sequence[Organisation]
    # How many farms have not agreed to be named.
    unnamed: int
    recalled: bool
    phone: str
    deposit_cents: int

    @property
    def count(self) -> int:
        """Farms in all, named or not."""
        return len(self.farms) + self.unnamed


def story(code: str, *, gtin: str) -> Story | None:
    """The public story of a lot that has left the kitchen, under its product's own number. Farms by name, each once."""
    making = made_lot(code)
    if making is None or making.lot.state.status == Status.HOLD:
        return None
    said, of = _label(making)
    # The address is the number's and the lot's together: one that pairs them wrongly is nobody's.
    if gtin != said.gtin:
        return None
    farms = Organisation.objects.filter(pk__in=nested.farms(of)).order_by("name")
    agreed = [farm for farm in farms if farm.story_consent]
    made = making.lot.item.jar_format
    return Story(
        label=said,
        farms=agreed,
        unnamed=len(farms) - len(agreed),
        recalled=said.blocked,
        phone=said.packer.phone,
        deposit_cents=made.deposit_cents if made else 0,
    )


def to_label(making: Making) -> int | None:
    """How many labels to propose: jars of it that are here, else what was ordered; None for what is made by weight."""
    here = journals.stock().filter(lot=making.lot_id).aggregate(n=Sum("quantity"))["n"] if making.order.jars else None
    return here or making.order.jars or None


def labelled() -> QuerySet[Item]:
    """What recipes give, by name, each with the words of its label when they are written."""
    return (
        Item.objects.filter(kind__in=(ItemKind.FINISHED, ItemKind.PREPARED), active=True, recipes__isnull=False)
        .select_related("label")
        .distinct()
    )


def jar(pk: int) -> Item | None:
    """A jar or a prepared good that a recipe gives."""
    return labelled().filter(pk=pk).first()


def latest_lots() -> QuerySet[Making]:
    """The latest makings that stand, newest first."""
    return (
        Making.objects.filter(voucher__reversal=None)
        .select_related("lot__item", "lot__state", "voucher")
        .order_by("-voucher__day", "-pk")[:LATEST]
    )
