"""Shapes of what one asks of participants, suggestions and runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chainfair.fairs.models import Edition
from chainfair.ground.kinds import RunState
from chainfair.ground.names import country_name
from chainfair.matching.kinds import Side, Wish
from chainfair.matching.models import Participant
from chainfair.matching.queries import UNSAID, DaySlots, participant_countries, suggested_countries

EVERYTHING = ("", _("all"))


def _countries(codes: list[str]) -> list[tuple[str, str]]:
    named = sorted((country_name(code), code) for code in codes)
    return [(code, name) for name, code in named]


class SearchForm(forms.Form):
    """Search a counterpart in both scripts."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class SuggestionsForm(SearchForm):
    """Search in both scripts and filters of what is suggested."""

    country = forms.ChoiceField(label=_("Country or region"), required=False)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=lambda: [EVERYTHING, *((value, _(word)) for value, word in Side.pairs())],
    )
    wish = forms.ChoiceField(
        label=_("What you said"),
        required=False,
        choices=lambda: [
            EVERYTHING,
            (UNSAID, _("nothing yet")),
            *((value, _(word)) for value, word in Wish.pairs()),
        ],
    )

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [EVERYTHING, *_countries(suggested_countries(participant))]  # type: ignore[attr-defined]


class RunPairsForm(SearchForm):
    """Pairs of a run, all or those within everybody's capacity."""

    country = forms.ChoiceField(label=_("Country or region"), required=False)
    chosen = forms.BooleanField(label=_("within capacity only"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [EVERYTHING, *_countries(participant_countries(edition))]  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """Must, like or no."""

    wish = forms.ChoiceField(choices=Wish.pairs())


class RunForm(forms.Form):
    """What a run may be told."""

    seed = forms.IntegerField(label=_("Seed"), min_value=1, max_value=2**31 - 1, initial=1)
    shown = forms.IntegerField(
        label=_("Suggestions for each participant"), min_value=1, max_value=50, required=False
    )


class RunsForm(SearchForm):
    """Search and filter of runs."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [EVERYTHING, *((value, _(word)) for value, word in RunState.pairs())],
    )


class ParticipantsForm(SearchForm):
    """Search in both scripts and filters of participants."""

    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=lambda: [EVERYTHING, *((value, _(word)) for value, word in Side.pairs())],
    )
    country = forms.ChoiceField(label=_("Country or region"), required=False)
    hall = forms.ChoiceField(label=_("Hall"), required=False)
    bare = forms.BooleanField(label=_("nothing stated"), required=False)
    limited = forms.BooleanField(label=_("not always free"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [EVERYTHING, *_countries(participant_countries(edition))]  # type: ignore[attr-defined]
        self.fields["hall"].choices = [EVERYTHING, *((str(one.pk), one.code) for one in edition.halls.all())]  # type: ignore[attr-defined]


class AvailabilityForm(forms.Form):
    """When one can meet, day by day, and how often."""

    minimum = forms.IntegerField(
        label=_("Meetings at least"),
        min_value=0,
        max_value=500,
        help_text=_("The timetable tries for this many; where it cannot, it says why."),
    )
    maximum = forms.IntegerField(label=_("Meetings at most"), min_value=0, max_value=500)

    def __init__(self, *args: Any, participant: Participant, days: list[DaySlots], **kwargs: Any) -> None:
        kwargs["initial"] = {"minimum": participant.minimum, "maximum": participant.maximum}
        super().__init__(*args, **kwargs)
        self.days = days
        marks = participant.availability or "1" * sum(len(day.slots) for day in days)
        for number, day in enumerate(days):
            self.fields[f"day-{number}"] = forms.MultipleChoiceField(
                required=False,
                choices=[(str(slot.number), slot.number) for slot in day.slots],
                initial=[
                    str(slot.number) for slot in day.slots if marks[slot.number : slot.number + 1] == "1"
                ],
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a minimum above the maximum where it is entered."""
        cleaned = super().clean() or {}
        if cleaned.get("minimum", 0) > cleaned.get("maximum", cleaned.get("minimum", 0)):
            self.add_error("maximum", _("This is less than the meetings at least."))
        return cleaned

    def by_day(self) -> list[tuple[DaySlots, str, list[str]]]:
        """Each day with the name of its field and the slots that are ticked."""
        return [
            (day, f"day-{number}", [str(one) for one in self[f"day-{number}"].value() or []])
            for number, day in enumerate(self.days)
        ]

    def availability(self) -> str:
        """One character per slot; nothing where every slot is free, as for those who never said."""
        free = {one for number, _day in enumerate(self.days) for one in self.cleaned_data[f"day-{number}"]}
        marks = "".join("1" if str(slot.number) in free else "0" for day in self.days for slot in day.slots)
        return marks if "0" in marks else ""
