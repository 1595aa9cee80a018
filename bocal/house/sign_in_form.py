"""The form of the sign-in page: an e-mail is enough, a password is for who has chosen one."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """With a password, it is checked; without, a code is sent.

    Apart from sign_in.py, which allauth loads while it is itself being loaded.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = _("E-mail")
        self.fields["password"].required = False
        self.fields["password"].help_text = ""

    def _setup_password_field(self) -> None:
        # allauth takes the field away where signing up asks for no password.
        pass
