"""What is kept of a session beside its list: the signed sheet, and what people thought of a dish."""

from datetime import datetime

from bocal.directory.models import Person
from bocal.look.pictures import Picture
from bocal.workshops.models import Dish, Session, SheetPhoto, Taste
from bocal.workshops.rules import Face


def keep_sheet(*, session: Session, picture: Picture, by: Person, now: datetime) -> SheetPhoto:
    """A photo of the sheet that people signed."""
    return SheetPhoto.objects.create(session=session, data=picture.data, by=by, at=now)


def taste(*, dish: Dish, face: Face, word: str, key: str, now: datetime) -> Taste:
    """Somebody tasted: a face and perhaps a word, without a name. The same key once."""
    told = {"dish": dish, "face": face, "word": word.strip()[:120], "at": now}
    found, _new = Taste.objects.get_or_create(key=key, defaults=told)
    return found
