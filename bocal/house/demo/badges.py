"""Skills that a truck recognises: some people have a badge, one shows it, one was given by mistake."""

from datetime import timedelta

from bocal.directory.rules import Desk
from bocal.house.demo.kitchen import at
from bocal.house.demo.people import Peopled
from bocal.workshops.acts import badging
from bocal.workshops.rules.badges import Tie

#: How many days ago, which of the starting skills (their order), to which of the households' people, and what was seen.
_GIVEN = (
    (40, 2, 0, "A tenu le poste plonge et bocaux propres toute une journée, sans qu’on lui dise rien."),
    (33, 3, 0, "Vingt-trois légumes sur vingt-quatre, et une recette de fanes que nous gardons."),
    (26, 4, 1, "Quarante bocaux remplis, essuyés, fermés, étiquetés : aucun n’a bougé."),
    (19, 0, 2, "Trois stérilisations menées seule, dont une où la soupape a sifflé : elle a su que faire."),
    (12, 1, 3, "A accueilli douze personnes, dont deux qui ne parlaient pas français. Tout le monde a goûté."),
    (5, 2, 4, "Explique aux nouveaux pourquoi on se lave les mains, et cela se voit."),
)


def badges(found: Peopled) -> None:
    """Six skills, given by one of those who animate; the first person shows hers."""
    skills = badging.start_badges()
    by, given = found.at(Desk.FACILITATION), []
    for ago, skill, person, evidence in _GIVEN:
        day = found.today - timedelta(days=ago)
        key, to = f"demo badge {skill} {person}", found.members[person]
        given.append(badging.give(skills[skill], to, evidence=evidence, by=by, key=key, now=at(day, 18))[0])
    badging.choose(given[0], named=True, tie=Tie.EMAIL, evidence_shown=True, now=found.now)
    badging.show(given[0], True)
    wrong, _new = badging.give(
        skills[5], found.members[5], by=by, key="demo badge by mistake", now=found.now - timedelta(days=2)
    )
    why = "Donné par erreur : la cueillette était menée par quelqu’un d’autre."
    badging.revoke(wrong, why=why, by=found.at(Desk.DIRECTION), now=found.now - timedelta(days=1))
