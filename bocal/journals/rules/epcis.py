"""The history of lots as an EPCIS 2.0 document (GS1; ISO/IEC 19987:2024) in JSON-LD, with the words of CBV 2.0.

A lot is a class with a batch: `/01/GTIN/10/LOT` (GS1 Digital Link) under our own address when the item has a GTIN, else
`/lots/CODE`. Gestures, places and parties are addresses of ours too; the names of people and households are not in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bocal.catalog.rules import Dimension
from bocal.directory.rules import REAL, PlaceKind
from bocal.journals.rules.kinds import Kind, Status

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_UNITS = {Dimension.MASS: "KGM", Dimension.VOLUME: "LTR"}
#: What was decided, as a disposition.
_DECIDED = {Status.RELEASED: "conformant", Status.HOLD: "sellable_not_accessible", Status.BLOCKED: "non_conformant"}
#: Gestures between the house and somebody: business step and disposition, out and back.
_OUT = {
    Kind.DELIVER: ("retail_selling", "retail_sold"),
    Kind.GIVE: ("shipping", "in_transit"),
    Kind.RETURN: ("shipping", "in_transit"),
}


@dataclass(frozen=True)
class Thing:
    """A lot: its item's name and GTIN (or ""), how it is counted, its date."""

    pk: int
    code: str
    name: str
    gtin: str
    dimension: Dimension
    good_until: str = ""


@dataclass(frozen=True)
class Row:
    """A movement: so much of a lot from a place to a place."""

    lot: int
    source: int
    source_kind: PlaceKind
    target: int
    target_kind: PlaceKind
    quantity: int


@dataclass(frozen=True)
class Happened:
    """A gesture with its rows, as far as they are about the lots of the document."""

    pk: int
    kind: Kind
    at: datetime
    written_at: datetime
    party: int | None = None
    rows: Sequence[Row] = ()
    # Lot and quantity that went in.
    inputs: Sequence[tuple[int, int]] = ()
    decided: Sequence[tuple[int, Status]] = ()
    born: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Writer:
    """Writes for one address (no slash at its end), one house, and these lots."""

    base: str
    us: int
    things: dict[int, Thing]

    def lot_id(self, pk: int) -> str:
        """The address of a lot."""
        thing = self.things[pk]
        if thing.gtin:
            return f"{self.base}/01/{thing.gtin.zfill(14)}/10/{thing.code}"
        return f"{self.base}/lots/{thing.code}"

    def document(self, happened: Iterable[Happened], places: dict[int, str], *, now: datetime) -> dict[str, Any]:
        """The whole document; `places` are names of real places by key."""
        events = [event for one in happened for event in self.events(one)]
        things = [
            (self.lot_id(thing.pk), thing.name) for thing in sorted(self.things.values(), key=lambda thing: thing.pk)
        ]
        known = [(self._place(pk), name) for pk, name in sorted(places.items())]
        return {
            "@context": [CONTEXT],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": now.isoformat(timespec="seconds"),
            "epcisHeader": {
                "epcisMasterData": {
                    "vocabularyList": [
                        _vocabulary("urn:epcglobal:epcis:vtype:EPCClass", "descriptionShort", things),
                        _vocabulary("urn:epcglobal:epcis:vtype:BusinessLocation", "name", known),
                    ]
                }
            },
            "epcisBody": {"eventList": events},
        }

    def events(self, one: Happened) -> list[dict[str, Any]]:
        """One gesture in events: what was made, what went from where to where, what was decided."""
        found = []
        if one.kind is Kind.MAKE and one.inputs:
            found.append(self._transformation(one))
        for row in one.rows:
            event = self._movement(one, row)
            if event:
                found.append(event)
        by_status: dict[Status, list[int]] = {}
        for lot, status in one.decided:
            by_status.setdefault(status, []).append(lot)
        for status, lots in by_status.items():
            quantities = [{"epcClass": self.lot_id(lot)} for lot in lots]
            found.append(
                {
                    **self._head(one, "ObjectEvent", "inspecting", _DECIDED[status]),
                    "action": "OBSERVE",
                    "quantityList": quantities,
                }
            )
        for number, event in enumerate(found, 1):
            event["eventID"] = f"{self.base}/gestes/{one.pk}#{number}"
        return found

    def _head(self, one: Happened, kind: str, step: str, disposition: str) -> dict[str, Any]:
        return {
            "type": kind,
            "eventTime": one.at.isoformat(timespec="seconds"),
            "eventTimeZoneOffset": one.at.strftime("%z")[:3] + ":" + one.at.strftime("%z")[3:5],
            "recordTime": one.written_at.isoformat(timespec="seconds"),
            "bizStep": step,
            "disposition": disposition,
        }

    def _transformation(self, one: Happened) -> dict[str, Any]:
        outputs = [row for row in one.rows if row.lot in one.born and row.target_kind in REAL and row.quantity]
        event = {
            **self._head(one, "TransformationEvent", "commissioning", "in_progress"),
            "transformationID": f"{self.base}/gestes/{one.pk}",
            "inputQuantityList": [self._quantity(lot, quantity) for lot, quantity in one.inputs],
            "outputQuantityList": [self._quantity(row.lot, row.quantity) for row in outputs],
        }
        if outputs:
            event["bizLocation"] = {"id": self._place(outputs[0].target)}
        dates = sorted({self.things[row.lot].good_until for row in outputs} - {""})
        if dates:
            event["ilmd"] = {"cbvmda:bestBeforeDate": dates[0]}
        return event

    def _movement(self, one: Happened, row: Row) -> dict[str, Any] | None:
        into, out = row.target_kind in REAL, row.source_kind in REAL
        if not row.quantity or not (into or out) or (one.kind is Kind.MAKE and PlaceKind.TRANSFORM in _kinds(row)):
            # The mix itself, and what the transformation tells.
            return None
        action = "OBSERVE"
        if into and out:
            reserved = one.kind is Kind.SET_ASIDE
            step, disposition = ("reserving", "reserved") if reserved else ("storing", "in_progress")
        elif PlaceKind.COUNT in _kinds(row):
            step, disposition = "cycle_counting", "in_progress"
        elif into:
            action = "ADD" if row.lot in one.born else "OBSERVE"
            step, disposition = "receiving", "in_progress" if row.lot in one.born else "returned"
        elif one.kind in _OUT:
            step, disposition = _OUT[one.kind]
        else:
            action, step, disposition = "DELETE", "destroying", "destroyed"
        event = {
            **self._head(one, "ObjectEvent", step, disposition),
            "action": action,
            "quantityList": [self._quantity(row.lot, row.quantity)],
        }
        if out:
            event["readPoint"] = {"id": self._place(row.source)}
        if into:
            event["bizLocation"] = {"id": self._place(row.target)}
        if one.party is not None and into != out:
            there, here = self._party(one.party), self._party(self.us)
            source, target = (here, there) if out else (there, here)
            event["sourceList"] = [{"type": "possessing_party", "source": source}]
            event["destinationList"] = [{"type": "possessing_party", "destination": target}]
        if action == "ADD" and (date := self.things[row.lot].good_until):
            event["ilmd"] = {"cbvmda:bestBeforeDate": date}
        return event

    def _quantity(self, lot: int, quantity: int) -> dict[str, Any]:
        unit = _UNITS.get(self.things[lot].dimension)
        found: dict[str, Any] = {"epcClass": self.lot_id(lot), "quantity": quantity}
        # From mg to kg, from µL to L.
        return found if unit is None else found | {"quantity": quantity / 1_000_000, "uom": unit}

    def _place(self, pk: int) -> str:
        return f"{self.base}/lieux/{pk}"

    def _party(self, pk: int) -> str:
        return f"{self.base}/organisations/{pk}"


def _kinds(row: Row) -> set[PlaceKind]:
    return {row.source_kind, row.target_kind}


def _vocabulary(kind: str, attribute: str, named: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": kind,
        "vocabularyElementList": [
            {"id": address, "attributes": [{"id": f"urn:epcglobal:cbv:mda#{attribute}", "attribute": name}]}
            for address, name in named
        ],
    }
