"""Verbs on people, organisations, places and letters."""

from bocal.directory.acts.collective import change_collective, found, furnish
from bocal.directory.acts.consents import give_consent, withdraw_all, withdraw_consent
from bocal.directory.acts.conventions import (
    Agreed,
    change_convention,
    drop_convention,
    note_convention,
    note_habilitation,
)
from bocal.directory.acts.forgetting import blank
from bocal.directory.acts.importing import (
    apply_import,
    bring_register,
    bring_sheet,
    carry_out,
    confirm_import,
    forget_imports,
    queue_import,
)
from bocal.directory.acts.letters import write_letter, write_letters
from bocal.directory.acts.links import close_agenda, open_agenda, open_link, renew_link, revoke_links
from bocal.directory.acts.mandates import end_mandate, note_mandate
from bocal.directory.acts.organisations import agree_to_story, save_crops, save_customer, save_farm
from bocal.directory.acts.outlines import draw_outline, rub_out
from bocal.directory.acts.people import change_own, register_person, save_person, seat, speak, welcome
from bocal.directory.acts.places import open_place, save_place

__all__ = [
    "Agreed",
    "agree_to_story",
    "apply_import",
    "blank",
    "bring_register",
    "bring_sheet",
    "carry_out",
    "change_collective",
    "change_convention",
    "change_own",
    "close_agenda",
    "confirm_import",
    "draw_outline",
    "drop_convention",
    "end_mandate",
    "forget_imports",
    "found",
    "furnish",
    "give_consent",
    "note_convention",
    "note_habilitation",
    "note_mandate",
    "open_agenda",
    "open_link",
    "open_place",
    "queue_import",
    "register_person",
    "renew_link",
    "revoke_links",
    "rub_out",
    "save_crops",
    "save_customer",
    "save_farm",
    "save_person",
    "save_place",
    "seat",
    "speak",
    "welcome",
    "withdraw_all",
    "withdraw_consent",
    "write_letter",
    "write_letters",
]
