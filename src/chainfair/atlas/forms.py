"""Shapes of what one asks of a chain map."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chainfair.chains.models import Chain
from chainfair.ground.names import country_name, name_of


class MapForm(forms.Form):
    """From which link one looks, a search among those who stand there, and where they come from."""

    def __init__(self, *args: Any, chain: Chain, countries: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = chain.links.order_by("number")
        self.fields["seen"] = forms.ChoiceField(
            label=_("Seen from"),
            required=False,
            choices=[("", "–"), *((one.key, name_of(one)) for one in links)],
        )
        self.fields["q"] = forms.CharField(label=_("Search"), required=False, max_length=100)
        named = sorted(((code, country_name(code)) for code in countries), key=lambda pair: pair[1])
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"), required=False, choices=[("", _("all")), *named]
        )
