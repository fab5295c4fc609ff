"""Shapes of what is entered about outcomes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.outcomes.kinds import Stage


class OutcomesForm(forms.Form):
    """Search and filter of outcomes."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label=_("Stage"),
            required=False,
            choices=[("", _("all")), *((value, _(word)) for value, word in Stage.pairs())],
        )
        self.fields["open"] = forms.BooleanField(label=_("one side has not confirmed"), required=False)


class IntentionForm(forms.Form):
    """An intention as one side says it."""

    about = forms.CharField(
        label=gettext_lazy("What you intend"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
