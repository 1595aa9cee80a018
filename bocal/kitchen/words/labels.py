"""The French of labels: the law's words on them, and what is missing."""

from django.utils.translation import gettext_lazy as _

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
    Missing.CERTIFIER: _("Le code de votre organisme certificateur : sans lui, l’étiquette ne parle pas de bio."),
}
CRITERIA = [
    (Criterion.SMALL_FIRM, _("Moins de 10 salariés et moins de 2 millions d’euros de chiffre d’affaires")),
    (Criterion.SMALL_AMOUNTS, _("De petites quantités de produits")),
    (Criterion.OWN_SUPPLY, _("Vendus directement, ou fournis par vous-mêmes à des commerces de détail")),
    (Criterion.LOCAL, _("Des commerces proches : une centaine de kilomètres au plus")),
]
