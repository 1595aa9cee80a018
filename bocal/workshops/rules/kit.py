"""What one takes along, to begin with: each collective changes its own lists. Pure, and in French: it is a start."""

from bocal.workshops.rules import SessionKind

#: By kind of session, in the order in which one loads.
START: dict[SessionKind, tuple[str, ...]] = {
    SessionKind.COOKING: (
        "Légumes et fruits du jour, avec leurs étiquettes de lot",
        "Bocaux et couvercles, comptés",
        "Sel, sucre, vinaigre",
        "Autoclave et enregistreur de température, chargé",
        "pH-mètre et solutions d’étalonnage",
        "Couteaux, planches, économes, tabliers, charlottes",
        "Point d’eau pour se laver les mains, savon, essuie-tout",
        "Bidons d’eau potable",
        "Rallonge électrique, gaz",
        "Barnum, tables, bancs",
        "Trousse de secours et extincteur",
        "Feuilles de présence, tablette chargée, caisse des consignes",
    ),
    SessionKind.GLEANING: (
        "Eau à boire",
        "Chapeaux et crème solaire",
        "Gants et sécateurs",
        "Cagettes et peson",
        "Trousse de secours",
        "Feuille de présence, autorisations des mineurs",
        "Numéro de téléphone de la ferme",
    ),
    SessionKind.TASTING: (
        "Bocaux à goûter, avec leur lot",
        "Cuillères, assiettes, pain",
        "Liste des allergènes",
        "Fiches « dix secondes pour votre avis »",
        "Glacière",
    ),
    SessionKind.EVENT: (
        "Barnum, tables, bancs",
        "Affiches et programme",
        "Liste des allergènes",
        "Trousse de secours",
        "Appareil photo, formulaires de droit à l’image",
    ),
    SessionKind.MEETING: ("Ordre du jour", "Feuille de présence", "Feuilles et feutres"),
}
