"""What the authority's site (RappelConso) asks of whoever recalls a product: data, so that it can follow the site.

Names and order: the public data set « RappelConso V2 » (data.economie.gouv.fr), which publishes what firms declare
there; the duty: C. conso. L. 423-3 and arrêté of 20 January 2021 (NOR ECOC2030070A). Which of them a firm must fill in
is for the site to say: it may change without us.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A field of the sheet: its name in the public data set; whether the journals can fill it in; lines of its box."""

    name: str
    known: bool = False
    lines: int = 1


ASKED = (
    Asked("nature_juridique_rappel"),
    Asked("categorie_produit", known=True),
    Asked("sous_categorie_produit"),
    Asked("marque_produit", known=True),
    Asked("modeles_ou_references", known=True, lines=3),
    Asked("identification_produits", known=True, lines=4),
    Asked("conditionnements", known=True, lines=2),
    Asked("date_debut_commercialisation", known=True),
    Asked("date_fin_commercialisation", known=True),
    Asked("temperature_conservation", known=True),
    Asked("marque_salubrite", known=True),
    Asked("zone_geographique_de_vente", known=True, lines=2),
    Asked("distributeurs", known=True, lines=3),
    Asked("motif_rappel", known=True, lines=3),
    Asked("risques_encourus", lines=2),
    Asked("preconisations_sanitaires", lines=3),
    Asked("conduites_a_tenir_par_le_consommateur", lines=3),
    Asked("numero_contact", known=True),
    Asked("modalites_de_compensation", lines=2),
    Asked("date_de_fin_de_la_procedure_de_rappel"),
    Asked("informations_complementaires", lines=3),
)
