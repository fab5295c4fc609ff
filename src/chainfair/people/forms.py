"""Shapes of what people enter about themselves."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from chainfair.people.models import Person


class SignInForm(AuthenticationForm):
    """Mail address and password; Django checks and counts nothing but these."""

    username = forms.EmailField(
        label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class LinkForm(forms.Form):
    """Where the sign-in link should go."""

    email = forms.EmailField(
        label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class PasswordForm(SetPasswordForm[Person]):
    """A new password, twice."""
