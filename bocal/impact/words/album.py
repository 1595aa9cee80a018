"""French of the album: what is remembered, what people agree to, what each refusal says."""

from collections.abc import Mapping

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as later

from bocal.impact.rules.album import MemoryKind
from bocal.journals import words as journals
from bocal.journals.rules import Refused

MEMORY_KINDS = [
    (MemoryKind.PHOTO, later("photo")),
    (MemoryKind.EVENT, later("événement")),
    (MemoryKind.PRESS, later("presse")),
]
#: What people agree to, kept beside the day they did, since these sentences may change.
PHOTO_WORDS = later(
    "J’accepte que des photos des ateliers où l’on me reconnaît soient montrées dans l’album du collectif, dans ses "
    "bilans et à ceux qui le financent. Elles ne vont nulle part ailleurs. Je peux changer d’avis à tout moment : "
    "elles en sont alors retirées aussitôt."
)
PHOTO_WORDS_MINOR = later(
    "Je réponds de cet enfant et j’accepte que des photos des ateliers où on le reconnaît soient montrées dans l’album "
    "du collectif, dans ses bilans et à ceux qui le financent. Elles ne vont nulle part ailleurs. Je peux changer "
    "d’avis à tout moment : elles en sont alors retirées aussitôt."
)
REFUSALS: Mapping[str, StrPromise] = {
    "no_picture": later("Il manque la photo. Prenez-la, ou dites que c’est un événement ou un article de presse."),
    "no_title": later("Donnez un titre en quelques mots."),
    "to_come": later("Ce jour n’est pas encore venu : l’album garde ce qui a eu lieu."),
    "bad_address": later("Cette adresse ne s’ouvre pas dans un navigateur. Elle commence par https:// ou http://."),
    "no_guardian": later(
        "C’est un mineur, et personne n’est noté comme répondant de lui. Notez d’abord l’adulte sur la liste d’une "
        "séance."
    ),
    "was_erased": later("Cette personne a demandé à être oubliée : plus aucune photo ne peut la montrer."),
}


def say(refused: Refused) -> str:
    """The French sentence of a refusal."""
    return journals.say(refused, REFUSALS)
