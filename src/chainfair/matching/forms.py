"""Shapes of what one asks of suggestions and runs."""

from django import forms
from django.utils.translation import gettext_lazy as _

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


class RunForm(forms.Form):
    """What a run may be told."""

    seed = forms.IntegerField(label=_("Seed"), min_value=1, max_value=2**31 - 1, initial=1)
    shown = forms.IntegerField(
        label=_("Suggestions for each participant"), min_value=1, max_value=50, required=False
    )
