"""The months of any year, as a form names them."""

from django.utils.translation import gettext_lazy as _

MONTHS = (
    _("janvier"),
    _("février"),
    _("mars"),
    _("avril"),
    _("mai"),
    _("juin"),
    _("juillet"),
    _("août"),
    _("septembre"),
    _("octobre"),
    _("novembre"),
    _("décembre"),
)

#: The same where twelve stand side by side.
MONTHS_SHORT = (
    _("janv."),
    _("févr."),
    _("mars"),
    _("avril"),
    _("mai"),
    _("juin"),
    _("juil."),
    _("août"),
    _("sept."),
    _("oct."),
    _("nov."),
    _("déc."),
)
