"""Shapes of what a side asks, answers, and says at the end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chainfair.fairs.models import Slot
from chainfair.meetings.kinds import DeclineReason
from chainfair.people.models import Person

MOST_ASKED = 5
MOST_COUNTERED = 3


class RequestsForm(forms.Form):
    """Search one pile; whose and which stay in the address."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    pile = forms.CharField(required=False, widget=forms.HiddenInput())


class AgendaForm(forms.Form):
    """Search an agenda; the day stays in the address."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    day = forms.CharField(required=False, widget=forms.HiddenInput())


class SlotsForm(forms.Form):
    """Some of the slots in which all sides are free; drawn as rulers, so the page writes the boxes itself."""

    most = MOST_ASKED
    least = 0

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {str(one.pk): one for one in slots}
        self.fields["slots"] = forms.MultipleChoiceField(
            choices=[(number, number) for number in self.slots], required=False
        )

    def clean_slots(self) -> list[Slot]:
        """The chosen slots, as many as may be."""
        chosen: list[str] = self.cleaned_data["slots"]
        if len(chosen) > self.most:
            words = ngettext("Choose one time at most.", "Choose at most %(most)s times.", self.most)
            raise forms.ValidationError(words % {"most": self.most})
        if len(chosen) < self.least:
            raise forms.ValidationError(_("Choose at least one time."))
        return [self.slots[number] for number in chosen]

    @property
    def chosen(self) -> set[str]:
        """What was ticked, for the page."""
        return set(self["slots"].value() or ())


class AskForm(SlotsForm):
    """A request for a meeting: in words, with times, on site or online."""

    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What you offer or need, how much, from when; they decide by it"),
    )
    online = forms.BooleanField(label=gettext_lazy("Meet online instead of on site"), required=False)


class CounterForm(SlotsForm):
    """Other times."""

    most = MOST_COUNTERED
    least = 1


class DeclineForm(forms.Form):
    """Why not, from a closed list."""

    reason = forms.ChoiceField(choices=DeclineReason.pairs())


class GiveForm(forms.Form):
    """To whom of the team."""

    def __init__(self, *args: Any, team: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = {str(one.pk): one for one in team}
        self.fields["to"] = forms.ChoiceField(
            choices=[(number, one.name) for number, one in self.team.items()]
        )

    def clean_to(self) -> Person:
        """The colleague."""
        return self.team[self.cleaned_data["to"]]


class CancelForm(forms.Form):
    """Why a meeting is called off; the other side reads it."""

    why = forms.CharField(
        label=gettext_lazy("Why; the other side reads it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CloseForm(forms.Form):
    """The closing question: did it happen, what was it worth, what comes next."""

    held = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        choices=[("yes", gettext_lazy("It took place")), ("no", gettext_lazy("It did not take place"))],
        widget=forms.RadioSelect(),
    )
    worth = forms.TypedChoiceField(
        label=gettext_lazy("What was it worth?"),
        choices=[
            ("", gettext_lazy("no word on it")),
            ("1", gettext_lazy("1 – not worth the way")),
            ("2", "2"),
            ("3", gettext_lazy("3 – fair")),
            ("4", "4"),
            ("5", gettext_lazy("5 – the best of the day")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Only your team reads this"),
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    next_step_by = forms.DateField(
        label=gettext_lazy("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
