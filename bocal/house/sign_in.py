"""Sign-in by e-mailed code, passkey or password: allauth does it, letters go through our queue."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from bocal.directory import acts, reads
from bocal.directory.models import Person


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Who a session is for."""

    def get_user(self, user_id: object) -> Person | None:
        """The person with their desks, which the doors ask for next; None when erased, shut out or unknown."""
        person = reads.signed_in(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What Bocal does its own way."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Customers open their own account where the collective wants so; team members are seated by the direction."""
        collective = reads.collective()
        return collective is not None and collective.open_to_customers

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """A new customer: the name is asked at the first order; until then, what stands before the @."""
        user = super().save_user(request, user, form, commit=False)
        user.name = user.name or (user.email or "").partition("@")[0]
        if commit:
            user.save()
            acts.welcome(user)
        return user

    def pre_login(
        self, request: HttpRequest, user: Person, *, email: str | None, signup: bool, **more: Any
    ) -> HttpResponse | None:
        """Whoever has just signed up proves the address by a code before coming in."""
        refused: HttpResponse | None = super().pre_login(request, user, email=email, signup=signup, **more)
        if refused is None and signup:
            LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
            return redirect("account_confirm_login_code")
        return refused

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Keep a copy and queue it; the copy of a code is blanked once sent."""
        collective = reads.collective()
        surroundings = {
            "request": self.request,
            "email": email,
            "collective_name": collective.name if collective else "",
        }
        message = self.render_mail(template_prefix, email, surroundings | context)
        acts.write_letter(
            email=email,
            subject=" ".join(message.subject.split())[:200],
            body=message.body,
            person=context.get("user"),
            secret=True,
            now=timezone.now(),
        )


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A passkey is a way in, as a code is: who has one on a phone still gets in by a code on the shop's computer."""

    def is_mfa_enabled(self, user: Person, types: Any = None) -> bool:
        """Never a second step."""
        return False
