"""Shapes of what is asked of statements."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.closing.rules import PROFILES


class FreezeForm(forms.Form):
    """Which profile, and why where it corrects a frozen statement."""

    profile = forms.ChoiceField(label=gettext_lazy("Counting profile"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed when a frozen statement is corrected."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"] = forms.ChoiceField(
            label=_("Counting profile"), choices=[(one.key, _(one.title)) for one in PROFILES.values()]
        )


class SampleForm(forms.Form):
    """A search, and a random sample that can be drawn again."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    sample = forms.IntegerField(label=gettext_lazy("Sample of"), required=False, min_value=1, max_value=1000)
    seed = forms.IntegerField(label=gettext_lazy("Seed"), required=False, min_value=0, max_value=2**31 - 1)
