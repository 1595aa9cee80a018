"""Questions about who and where."""

from bocal.directory.reads.consents import consents
from bocal.directory.reads.conventions import (
    ConventionLine,
    convention,
    convention_lines,
    conventions,
    habilitation,
    last_conventions,
    signed,
    unready,
)
from bocal.directory.reads.growing import Produce, calendar, crops_of, growing, in_season
from bocal.directory.reads.importing import Preview, as_known, imports, preview, read_sheet
from bocal.directory.reads.letters import letters
from bocal.directory.reads.links import agenda_link, agenda_of, link, link_existed, open_links, token_hash
from bocal.directory.reads.mandates import last_mandates, mandate, past_mandates
from bocal.directory.reads.organisations import (
    FarmLine,
    collective,
    customers,
    farm_lines,
    farms,
    known,
    organisations,
    producers,
    told_apart,
)
from bocal.directory.reads.outlines import outline
from bocal.directory.reads.places import opened_places, outside, outsides, places, stores
from bocal.directory.reads.sealing import seal_keys
from bocal.directory.reads.searching import holding
from bocal.directory.reads.seats import (
    DeskLine,
    Held,
    active_person,
    held_by,
    newcomer,
    one_a_desk,
    people,
    people_at,
    seated_at,
    seats,
    signed_in,
    team,
)

__all__ = [
    "ConventionLine",
    "DeskLine",
    "FarmLine",
    "Held",
    "Preview",
    "Produce",
    "active_person",
    "agenda_link",
    "agenda_of",
    "as_known",
    "calendar",
    "collective",
    "consents",
    "convention",
    "convention_lines",
    "conventions",
    "crops_of",
    "customers",
    "farm_lines",
    "farms",
    "growing",
    "habilitation",
    "held_by",
    "holding",
    "imports",
    "in_season",
    "known",
    "last_conventions",
    "last_mandates",
    "letters",
    "link",
    "link_existed",
    "mandate",
    "newcomer",
    "one_a_desk",
    "open_links",
    "opened_places",
    "organisations",
    "outline",
    "outside",
    "outsides",
    "past_mandates",
    "people",
    "people_at",
    "places",
    "preview",
    "producers",
    "read_sheet",
    "seal_keys",
    "seated_at",
    "seats",
    "signed",
    "signed_in",
    "stores",
    "team",
    "token_hash",
    "told_apart",
    "unready",
]
