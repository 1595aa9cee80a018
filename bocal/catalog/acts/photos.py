"""Showing what an item looks like."""

import hashlib
from datetime import datetime

from bocal.catalog.models import Item, Photo
from bocal.directory.models import Organisation, Person
from bocal.look.pictures import Picture


def show_photo(item: Item, *, producer: Organisation | None, picture: Picture, person: Person, now: datetime) -> Photo:
    """The one photo by which a farm (None: the collective) shows an item, in place of the one there was."""
    told = {
        "digest": hashlib.sha256(picture.data).hexdigest(),
        "data": picture.data,
        "author": person,
        "shown_at": now,
    }
    return Photo.objects.update_or_create(item=item, producer=producer, defaults=told)[0]


def drop_photo(item: Item, *, producer: Organisation | None) -> None:
    """Show it no more. Harmless when repeated."""
    Photo.objects.filter(item=item, producer=producer).delete()
