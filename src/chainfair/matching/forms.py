"""Shapes of what one asks of suggestions and runs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chainfair.fairs.models import Slot
from chainfair.matching.kinds import Wish


class SearchForm(forms.Form):
    """Search a counterpart in both scripts."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class RunPairsForm(SearchForm):
    """Pairs of a run, all or those within everybody's capacity."""

    chosen = forms.BooleanField(label=_("within capacity only"), required=False)


class WishForm(forms.Form):
    """Must, like or no."""

    wish = forms.ChoiceField(choices=Wish.pairs())


class AvailabilityForm(forms.Form):
    """The slots in which one can meet, and the one button that marks or clears many of them."""

    switch = forms.CharField(required=False)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.all_slots = slots
        self.fields["slots"] = forms.TypedMultipleChoiceField(
            choices=[(one.number, str(one.number)) for one in slots], coerce=int, required=False
        )

    def marked(self) -> set[int]:
        """What is ticked once the button has done its work: `on-DAY`, `off-DAY`, or with a session behind."""
        chosen = set(self.cleaned_data["slots"])
        how, _dash, span = self.cleaned_data["switch"].partition("-")
        touched = {
            one.number for one in self.all_slots if span in {str(one.day_id), f"{one.day_id}-{one.session}"}
        }
        return chosen | touched if how == "on" else chosen - touched if how == "off" else chosen


class RunForm(forms.Form):
    """What a run may be told."""

    seed = forms.IntegerField(label=_("Seed"), min_value=1, max_value=2**31 - 1, initial=1)
    shown = forms.IntegerField(
        label=_("Suggestions for each participant"), min_value=1, max_value=50, required=False
    )
