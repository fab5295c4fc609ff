"""Shapes of what one asks of a chain map."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chainfair.chains.models import Chain
from chainfair.ground.names import country_name, name_of


class ChainsForm(forms.Form):
    """Search in both languages among chains and their links."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: [("", _("all")), ("goods", _("goods")), ("service", _("services"))],
    )


class StandingForm(forms.Form):
    """Search and filter of those who stand on a link."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    country = forms.ChoiceField(label=_("Country or region"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, countries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((country_name(code), code) for code in countries)
        self.fields["country"].choices = [("", _("all")), *((code, name) for name, code in named)]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """From where one looks is no filter of the list."""
        return any(name != "seen" for name in self.changed_data)


class MapForm(forms.Form):
    """From which link one looks."""

    def __init__(self, *args: Any, chain: Chain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = chain.links.order_by("number")
        self.fields["seen"] = forms.ChoiceField(
            label=_("Seen from"),
            required=False,
            choices=[("", "–"), *((one.key, name_of(one)) for one in links)],
        )
