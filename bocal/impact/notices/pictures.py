"""Pictures as paper takes them: made small again, a few to a file."""

import base64

from django.utils.translation import ngettext

from bocal.impact.models import Memory
from bocal.impact.reads import album as reads
from bocal.impact.rules.album import PAPER_EDGE
from bocal.look import pictures

#: A file of more is not sent by e-mail.
MOST = 48


def framed(data: bytes, *, edge: int = PAPER_EDGE) -> str:
    """A picture as a drawing that typst places: its points stay a JPEG."""
    small = pictures.shrink(data, edge=edge)
    size = f'width="{small.width}" height="{small.height}"'
    points = base64.b64encode(small.data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {small.width} {small.height}" {size}>'
        f'<image {size} href="data:image/jpeg;base64,{points}"/></svg>'
    )


class Pictures:
    """The pictures of one file, as many as it bears; counts those that had no room."""

    def __init__(self, most: int = MOST) -> None:
        self.room = most
        self.over = 0

    def of(self, memory: Memory) -> str:
        """This picture, if it may be shown (`reads.memories` says so) and there is room."""
        if not memory.shown:
            return ""
        if not self.room:
            self.over += 1
            return ""
        self.room -= 1
        return framed(reads.points(memory.pk, small=False))

    @property
    def left_out(self) -> str:
        """How many had no room, in words; nothing when all are there."""
        if not self.over:
            return ""
        said = ngettext(
            "{n} autre photo est dans l’album à l’écran.", "{n} autres photos sont dans l’album à l’écran.", self.over
        )
        return said.format(n=self.over)
