"""Shapes of what one asks of exhibitors and lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.exhibiting.kinds import ExhibitorRole
from chainfair.exhibiting.queries import countries_of
from chainfair.fairs.models import Edition
from chainfair.ground.names import country_name, name_of


class ExhibitorsForm(forms.Form):
    """Search in both scripts, and filters that stay in the address."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        countries = [(code, country_name(code)) for code in countries_of(edition)]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"),
            required=False,
            choices=[everything, *sorted(countries, key=lambda pair: pair[1])],
        )
        areas = [(str(area.pk), name_of(area)) for area in edition.areas.all()]
        self.fields["area"] = forms.ChoiceField(label=_("Area"), required=False, choices=[everything, *areas])
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            required=False,
            choices=[everything, *((value, _(word)) for value, word in ExhibitorRole.pairs())],
        )
