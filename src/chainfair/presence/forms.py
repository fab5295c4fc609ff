"""Shapes of what one asks of scanners and refused scans."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.fairs.models import Edition
from chainfair.ground.names import day_name
from chainfair.presence.kinds import ScanRefusal


class DevicesForm(forms.Form):
    """Search and filter of scanners."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=80)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        halls = [(str(hall.pk), hall.code) for hall in edition.halls.all()]
        self.fields["hall"] = forms.ChoiceField(
            label=_("Hall"), required=False, choices=[("", _("all")), *halls]
        )


class RefusalsForm(DevicesForm):
    """Search and filters of refused scans."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        days = [(str(day.pk), day_name(day.date)) for day in edition.days.order_by("date")]
        self.fields["day"] = forms.ChoiceField(
            label=_("Day"), required=False, choices=[("", _("all")), *days]
        )
        self.fields["reason"] = forms.ChoiceField(
            label=_("Reason"),
            required=False,
            choices=[("", _("all")), *((value, _(word)) for value, word in ScanRefusal.pairs())],
        )
