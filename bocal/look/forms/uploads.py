"""Files sent by somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.look import pictures
from bocal.look.templatetags.look import lang
from bocal.measure.quantity import NBSP, format_decimal

# What each kind of file begins with; a text (csv, txt) is told by what it must not be.
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "xlsx": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
}
_TEXTS = frozenset({"csv", "txt", "tsv", "json", "geojson"})
_NOT_TEXT = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"\x1f\x8b")


_CAMERA = later("Prise avec un téléphone, elle convient. Le lieu où elle fut prise n’est pas gardé.")


class UploadField(forms.FileField):
    """A file sent by somebody: its size, name and first bytes are checked before anything reads it.

    `extensions` without their dot ("csv", "xlsx", "pdf"…). What it means is checked by who reads it (`sheets.read`).
    """

    default_error_messages = {
        "required": later("Choisissez un fichier."),
        "missing": later("Choisissez un fichier."),
        "invalid": later("Le fichier n’est pas arrivé. Choisissez-le et envoyez-le de nouveau."),
        "empty": later("Ce fichier est vide. Choisissez-en un autre."),
        "max_length": later("Le nom de ce fichier est trop long. Renommez-le."),
    }

    def __init__(self, *, max_bytes: int = 5_000_000, extensions: Sequence[str], **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        self.extensions = tuple(extension.lower() for extension in extensions)
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """The file (`UploadedFile`), put back to its beginning, or None."""
        sent = super().to_python(data)
        if sent is None:
            return None
        size = sent.size or 0
        if size > self.max_bytes:
            raise forms.ValidationError(
                _("Ce fichier pèse {size} ; la limite est {limit}.").format(
                    size=megabytes(size), limit=megabytes(self.max_bytes)
                ),
                code="too_large",
            )
        extension = (sent.name or "").rpartition(".")[2].lower()
        if extension not in self.extensions:
            raise forms.ValidationError(
                _("Ce genre de fichier n’est pas lu ici. Envoyez un fichier {kinds}.").format(
                    kinds=_(" ou ").join(f".{known}" for known in self.extensions)
                ),
                code="extension",
            )
        sent.seek(0)
        first = sent.read(4096)
        sent.seek(0)
        if not _is_what_it_says(extension, first):
            raise forms.ValidationError(
                _("Ce fichier s’appelle .{extension} mais contient autre chose. Enregistrez-le de nouveau.").format(
                    extension=extension
                ),
                code="content",
            )
        return sent

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the file chooser proposes."""
        return super().widget_attrs(widget) | {"accept": ",".join(f".{known}" for known in self.extensions)}


class PhotoField(UploadField):
    """A photo; what is read is a picture of our own making (`pictures.Picture`) of at most `edge` points, or None."""

    def __init__(self, *, edge: int = 400, **kwargs: Any) -> None:
        self.edge = edge
        kwargs.setdefault("help_text", _CAMERA)
        super().__init__(max_bytes=pictures.MAX_BYTES, extensions=("jpg", "jpeg", "png", "webp"), **kwargs)

    def to_python(self, data: Any) -> Any:
        """The picture, made small."""
        sent = super().to_python(data)
        if sent is None:
            return None
        try:
            return pictures.shrink(sent.read(), edge=self.edge)
        except pictures.PictureRefused as refused:
            raise forms.ValidationError(str(refused), code="content") from None


#: The longer edge of a paper's photo, in points: a page held before a telephone still reads.
PAPER_EDGE = 2_000


@dataclass(frozen=True)
class Paper:
    """A paper that somebody sent: its file's name, and the PDF that is kept of it."""

    name: str
    data: bytes


class PaperField(UploadField):
    """A signed paper, as a PDF or a photo; what is read is a `Paper`, or None. A photo becomes a page made by us,
    without what a telephone writes into it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", later("Un PDF ou une photo, jusqu’à 5 Mo."))
        super().__init__(extensions=("pdf", "jpg", "jpeg", "png"), **kwargs)

    def to_python(self, data: Any) -> Any:
        """The paper."""
        sent = super().to_python(data)
        if sent is None:
            return None
        name, read = str(sent.name), sent.read()
        if name.lower().endswith(".pdf"):
            return Paper(name, read)
        try:
            return Paper(name, pictures.page(pictures.shrink(read, edge=PAPER_EDGE)))
        except pictures.PictureRefused as refused:
            raise forms.ValidationError(str(refused), code="content") from None


def megabytes(size: int) -> str:
    """A file's size in words: "52 Mo", "1,4 Mo", "12 ko"; in English MB, kB."""
    letter = "o" if lang() == "fr" else "B"
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}k{letter}"
    millions = Decimal(size) / 1_000_000
    step = Decimal(1) if millions >= 10 else Decimal("0.1")
    return f"{format_decimal(millions.quantize(step, ROUND_HALF_UP), lang())}{NBSP}M{letter}"


def _is_what_it_says(extension: str, first: bytes) -> bool:
    if extension in _TEXTS:
        # UTF-16 has zero bytes of its own, and says so by its mark.
        sixteen = first.startswith((b"\xff\xfe", b"\xfe\xff"))
        return not first.startswith(_NOT_TEXT) and (sixteen or b"\x00" not in first)
    return first.startswith(_MAGIC.get(extension, (b"",)))
