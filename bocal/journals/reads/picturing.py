"""A chain as people tell it: farms, what they brought, the kettle, the jars, the households (nodes, links)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from bocal.directory.rules import PlaceKind
from bocal.directory.words import PLACE_KINDS
from bocal.journals import words
from bocal.journals.reads.tracing import HOUSEHOLDS, Chain, Edge, Named, TracedLot
from bocal.journals.rules.drawing import Drawing, arrange, tall, wide

#: More nodes than this in a column are told by their number.
ROOM = 7


@dataclass(frozen=True)
class Node:
    """Something in the chain. `sort`: farm, lot, root, kettle, party, place, or more (`count` of what `name` says)."""

    key: str
    sort: str
    name: str
    column: int
    lot: TracedLot | None = None
    voucher: int | None = None
    day: date | None = None
    quantity: int = 0
    dimension: str = ""
    count: int = 1


@dataclass
class _Sketch:
    nodes: dict[str, Node] = field(default_factory=dict)
    links: dict[tuple[str, str], None] = field(default_factory=dict)

    def put(self, node: Node) -> str:
        self.nodes.setdefault(node.key, node)
        return node.key

    def link(self, source: str, target: str) -> None:
        self.links[source, target] = None


@dataclass(frozen=True)
class Picture:
    """The nodes in columns, and where they stand on a wide screen and on a phone."""

    nodes: dict[str, Node]
    wide: Drawing
    tall: Drawing

    @property
    def sides(self) -> list[tuple[str, Drawing, list[tuple[Node, int, int]]]]:
        """Both drawings, each with its nodes and their corners."""
        both = (("wide-only", self.wide), ("tall-only", self.tall))
        return [(name, one, [(self.nodes[s.key], s.x, s.y) for s in one.spots]) for name, one in both]


def picture(chain: Chain) -> Picture:
    """Lay out what `reads.chain` found; what would not fit in a column is grouped by what it is."""
    sketch = _Sketch()
    levels = _levels(chain)
    _lots(sketch, chain, levels)
    last = 2 * max(levels.values()) + 2
    if chain.crowd:
        _crowd(sketch, chain, levels)
    else:
        _ends(sketch, chain, last)
    nodes, links = _grouped(sketch, str(chain.trace.root.pk))
    used = sorted({node.column for node in nodes.values()})
    columns = arrange([[key for key, node in nodes.items() if node.column == column] for column in used], links)
    return Picture(nodes, wide(columns, links), tall(columns, links))


def _levels(chain: Chain) -> dict[int, int]:
    """How many makings lie above each lot: parents are older, so that one pass in order is enough."""
    levels: dict[int, int] = dict.fromkeys(chain.trace.lots, 0)
    for edge in sorted({*chain.trace.back, *chain.trace.forward}, key=lambda edge: (edge.parent, edge.child)):
        levels[edge.child] = max(levels[edge.child], levels[edge.parent] + 1)
    return levels


def _lots(sketch: _Sketch, chain: Chain, levels: dict[int, int]) -> None:
    trace = chain.trace
    edges: dict[tuple[int, int], Edge] = {(e.parent, e.child): e for e in (*trace.back, *trace.forward)}
    went: dict[int, int] = defaultdict(int)
    for edge in edges.values():
        went[edge.parent] += edge.quantity
    for key, lot in sorted(trace.lots.items()):
        sort = "root" if key == trace.root.pk else "lot"
        node = Node(str(key), sort, lot.item.name, 1 + 2 * levels[key], lot, None, None, went[key], lot.item.dimension)
        sketch.put(node)
        if lot.origin is not None and not levels[key]:
            farm = sketch.put(Node(f"o{lot.origin.pk}", "farm", lot.origin.name, 0))
            sketch.link(farm, str(key))
    for parent, child in edges:
        lot = trace.lots[child]
        kettle = Node(f"v{lot.voucher_id}", "kettle", "", 2 * levels[child], None, lot.voucher_id, lot.day)
        sketch.link(str(parent), sketch.put(kettle))
        sketch.link(kettle.key, str(child))


def _ends(sketch: _Sketch, chain: Chain, last: int) -> None:
    trace = chain.trace
    kept: dict[tuple[str, Named | None, str], int] = defaultdict(int)
    for row in trace.handed:
        lot = trace.lots[row.lot]
        if row.kept:
            kept[str(row.lot), row.party, lot.item.dimension] += row.kept
    totals: dict[str, int] = defaultdict(int)
    for (_lot, party, _dimension), quantity in kept.items():
        totals[f"p{party.pk if party else 0}"] += quantity
    for (lot_key, party, dimension), _quantity in kept.items():
        key = f"p{party.pk if party else 0}"
        name, sort, count = (party.name if party else "?"), "party", 1
        if party is HOUSEHOLDS:
            name, sort, count = words.counted(HOUSEHOLDS.kind, chain.households or 0), "more", chain.households or 0
        node = Node(key, sort, name, last, None, None, None, totals[key], dimension, count)
        sketch.link(lot_key, sketch.put(node))
    for lot_pk, there in chain.places.items():
        for place, quantity in there:
            dimension = trace.lots[lot_pk].item.dimension
            node = Node(f"s{lot_pk}-{place.pk}", "place", place.name, last, None, None, None, quantity, dimension)
            sketch.link(str(lot_pk), sketch.put(node))


def _crowd(sketch: _Sketch, chain: Chain, levels: dict[int, int]) -> None:
    """A lot that is in everything: how many lots of each item, how many parties of each kind."""
    assert chain.crowd is not None
    root = str(chain.trace.root.pk)
    column = 1 + 2 * levels[chain.trace.root.pk]
    pot = sketch.put(Node("pot", "more", str(dict(PLACE_KINDS)[PlaceKind.TRANSFORM]), column + 1, count=0))
    sketch.link(root, pot)
    for number, (name, count) in enumerate(chain.crowd.items[:ROOM]):
        sketch.link(pot, sketch.put(Node(f"i{number}", "more", name, column + 2, count=count)))
    rest = sum(count for _, count in chain.crowd.items[ROOM:])
    if rest:
        sketch.link(pot, sketch.put(Node("i+", "more", "…", column + 2, count=rest)))
    shown = [key for key, node in sketch.nodes.items() if node.column == column + 2]
    for kind, count in chain.crowd.parties[:ROOM]:
        party = sketch.put(Node(f"k{kind}", "more", words.counted(kind, count), column + 3, count=count))
        for key in shown:
            sketch.link(key, party)


def _grouped(sketch: _Sketch, root: str) -> tuple[dict[str, Node], list[tuple[str, str]]]:
    """In a column that is too long, the largest stay and the others become one node of each sort."""
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in sketch.nodes.values():
        columns[node.column].append(node)
    nodes: dict[str, Node] = {}
    stands_for: dict[str, str] = {}
    for column, members in columns.items():
        if len(members) <= ROOM:
            nodes |= {node.key: node for node in members}
            continue
        ranked = sorted(members, key=lambda node: (node.key != root, node.sort != "place", -node.quantity, node.key))
        nodes |= {node.key: node for node in ranked[: ROOM - 2]}
        groups: dict[str, list[Node]] = defaultdict(list)
        for node in ranked[ROOM - 2 :]:
            groups[node.sort].append(node)
        for sort, hidden in groups.items():
            if len(hidden) == 1:
                nodes[hidden[0].key] = hidden[0]
                continue
            dimension = hidden[0].dimension if len({node.dimension for node in hidden}) == 1 else ""
            quantity = sum(node.quantity for node in hidden) if dimension else 0
            key = f"{column}+{sort}"
            nodes[key] = Node(key, "more", sort, column, None, None, None, quantity, dimension, len(hidden))
            stands_for |= {node.key: key for node in hidden}
    links = {(stands_for.get(a, a), stands_for.get(b, b)): None for a, b in sketch.links}
    return nodes, list(links)
