"""The French of labels: the law's words on them, and what is missing."""

from django.utils.translation import gettext_lazy as _

from bocal.kitchen.rules.jams import JamFault
from bocal.kitchen.rules.labels import Criterion, Missing

MISSING = {
    Missing.NAME: _("Le nom du produit : écrivez-le dans les mots de l’étiquette."),
    Missing.STORAGE: _("Comment le garder, fermé puis ouvert : écrivez-le dans les mots de l’étiquette."),
    Missing.OPERATOR: _("L’adresse de {owner} : un nom, une rue, un code postal et une ville (annuaire)."),
    Missing.PACKER: _("Le code emballeur (EMB) : il faut le demander à la DDPP, puis l’écrire dans les réglages."),
    Missing.DATE: _("La date : ce bocal n’a pas de durée de conservation au catalogue."),
    Missing.NUTRITION: _(
        "Les valeurs nutritionnelles : donnez à chaque ingrédient son aliment de référence (catalogue), "
        "ou cochez les quatre conditions de l’exemption."
    ),
    Missing.JAM: _("Le nom : la loi le garde pour autre chose que ce qu’il y a dedans."),
    Missing.CERTIFIER: _("Le code de votre organisme certificateur : sans lui, l’étiquette ne parle pas de bio."),
}
#: Why a jar may not bear a jam's name: said with {there} and {wanted} grams of fruit for a kilo.
JAMS = {
    JamFault.FRUIT_UNSAID: _("Confiture de quoi ? Cochez les fruits dont le nom parle, dans les mots de l’étiquette."),
    JamFault.NO_FRUIT: _(
        "Ce légume n’est pas un fruit pour le décret 85-872 : changez de nom, par exemple « Chutney »."
    ),
    JamFault.FRUIT_SHORT: _(
        "Ce nom veut {wanted} g de fruits pour 1 kg fini et ce lot en a {there} g : changez de nom, par exemple"
        " « Préparation de fruits »."
    ),
    JamFault.EXTRA_MIXED: _("Un de ces fruits ne se mélange pas dans une confiture « extra » : enlevez ce mot."),
    JamFault.NOT_CITRUS: _("« Marmelade » ne se dit que d’agrumes : choisissez « Confiture » ou « Compote »."),
    JamFault.SOLUBLE_UNKNOWN: _(
        "Ce nom veut 55 % de matière sèche soluble : écrivez ce que dit le réfractomètre dans les mots de l’étiquette."
    ),
    JamFault.SOLUBLE_SHORT: _(
        "Ce nom veut 55 % de matière sèche soluble : cuisez plus longtemps, ou changez de nom, par exemple « Compote »."
    ),
}
CRITERIA = [
    (Criterion.SMALL_FIRM, _("Moins de 10 salariés et moins de 2 millions d’euros de chiffre d’affaires")),
    (Criterion.SMALL_AMOUNTS, _("De petites quantités de produits")),
    (Criterion.OWN_SUPPLY, _("Vendus directement, ou fournis par vous-mêmes à des commerces de détail")),
    (Criterion.LOCAL, _("Des commerces proches : une centaine de kilomètres au plus")),
]
