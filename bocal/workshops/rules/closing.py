"""What a session gave, and what does not add up. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A session in figures: people of the list and those ticked, heads without a name, people not asked for their
    profile; milligrams cooked, and given there (gleaned); jars made, taken home, given, put in stock, eaten, how many
    of the made ones are not released, how many nobody took, gave, moved or ate, sort by sort, and how many that went
    out came from older stock; glass back; cents in the till and what the deposits come to; families who
    took some; the crew's number and how many have their hours; dishes on the menu that were begun and not made, or
    never begun; notes of tablets that wait for somebody, tablets that said nothing for long, and names that are there
    twice."""

    listed: int = 0
    here: int = 0
    heads: int = 0
    unasked: int = 0
    mass_mg: int = 0
    brought_mg: int = 0
    made: int = 0
    taken: int = 0
    given: int = 0
    stocked: int = 0
    eaten: int = 0
    held_back: int = 0
    left: int = 0
    from_stock: int = 0
    glass: int = 0
    cents: int = 0
    deposits: int = 0
    families: int = 0
    crew: int = 0
    with_hours: int = 0
    begun: int = 0
    not_begun: int = 0
    undecided: int = 0
    silent: int = 0
    twice: int = 0

    @property
    def people(self) -> int:
        """Everybody who came, with a name or without."""
        return self.here + self.heads


def troubles(count: Count) -> list[tuple[str, dict[str, int]]]:
    """What does not add up, as codes that words.TROUBLES says: said before closing, never refused."""
    found: dict[str, tuple[bool, dict[str, int]]] = {
        "nobody": (count.people == 0, {}),
        "not_ticked": (count.here > 0 and count.listed > count.here, {"n": count.listed - count.here}),
        "unasked": (count.unasked > 0, {"n": count.unasked}),
        "begun": (count.begun > 0, {"n": count.begun}),
        "not_begun": (count.not_begun > 0, {"n": count.not_begun}),
        "held_back": (count.held_back > 0, {"n": count.held_back}),
        "jars_left": (count.left > count.held_back, {"n": count.left - count.held_back}),
        "more_out": (count.made > 0 and count.from_stock > 0, {"n": count.from_stock}),
        "cash": (count.cents != count.deposits, {"cents": count.cents, "due": count.deposits}),
        "undecided": (count.undecided > 0, {"n": count.undecided}),
        "silent": (count.silent > 0, {"n": count.silent}),
        "twice": (count.twice > 0, {"n": count.twice}),
        "no_crew": (count.crew == 0, {}),
    }
    return [(code, details) for code, (holds, details) in found.items() if holds]
