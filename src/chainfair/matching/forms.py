"""Shapes of what one asks of participants, suggestions and runs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.kinds import RunState, Worded
from chainfair.ground.names import country_name
from chainfair.ground.numbers import whole_number
from chainfair.matching.kinds import PairChange, Said, Seated, SeatShift, SeenThing, Shift, Side, Sight, Wish
from chainfair.matching.models import MatchingRun, Participant
from chainfair.matching.queries import (
    FINISHED,
    UNSAID,
    comparable_runs,
    participant_countries,
    runs_of,
    suggested_countries,
)
from chainfair.matching.rules import marked_slots

EVERYTHING = ("", _("all"))


def _words(kinds: type[Worded]) -> list[tuple[str, Any]]:
    return [EVERYTHING, *((value, _(word)) for value, word in kinds.pairs())]


def _countries(codes: list[str]) -> list[tuple[str, str]]:
    named = sorted((country_name(code), code) for code in codes)
    return [(code, name) for name, code in named]


class SearchForm(forms.Form):
    """Search a counterpart in both scripts."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def asked(self) -> dict[str, Any]:
        """What is asked for; nothing where the address says nonsense."""
        return self.cleaned_data if self.is_valid() else {}


class SuggestionsForm(SearchForm):
    """Search in both scripts and filters of what is suggested."""

    country = forms.ChoiceField(label=_("Country or region"), required=False)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=lambda: _words(Side),
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


class OwnAssembliesForm(SearchForm):
    """Assemblies of a participant, by what it said."""

    said = forms.ChoiceField(
        label=_("What you said"),
        required=False,
        choices=lambda: _words(Seated),
    )


class AssembliesForm(RunPairsForm):
    """Assemblies of a run: all, those within everybody's capacity, or those that somebody turned down."""

    turned_down = forms.BooleanField(label=_("somebody said no"), required=False)


class SeatedForm(forms.Form):
    """What a member says to sitting in an assembly."""

    said = forms.ChoiceField(choices=Seated.pairs())


class AgainstForm(SearchForm):
    """Two runs side by side: which the other is."""

    against = forms.ChoiceField(label=_("Against run"), required=False)
    country = forms.ChoiceField(label=_("Country or region"), required=False)

    def __init__(self, *args: Any, edition: Edition, run: MatchingRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = [(str(one.pk), run_name(one)) for one in comparable_runs(run)]
        self.fields["against"].choices = [("", _("automatic")), *runs]  # type: ignore[attr-defined]
        self.fields["country"].choices = [EVERYTHING, *_countries(participant_countries(edition))]  # type: ignore[attr-defined]


def run_name(run: MatchingRun) -> str:
    """A run as a choice says it: its number and where it stands."""
    return f"{run.pk} · {gettext(RunState(run.state).word)}"


class ShiftsForm(AgainstForm):
    """Who fares how."""

    shift = forms.ChoiceField(
        label=_("How it fares"),
        required=False,
        choices=lambda: _words(Shift),
    )
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=lambda: _words(Side),
    )
    seat = forms.ChoiceField(
        label=_("Seats at assemblies"),
        required=False,
        choices=lambda: _words(SeatShift),
    )
    short = forms.BooleanField(label=_("short of the minimum only"), required=False)


class PairChangesForm(AgainstForm):
    """What happened to a pair."""

    change = forms.ChoiceField(
        label=_("What changes"),
        required=False,
        choices=lambda: _words(PairChange),
    )


class CorrectionForm(forms.Form):
    """One term of a reason that is shown, and what is said about it."""

    suggestion = forms.IntegerField()
    term = forms.IntegerField(min_value=0, max_value=100)
    said = forms.ChoiceField(choices=Said.pairs())


class CorrectionsForm(SearchForm):
    """Search and filters of what was said about reasons."""

    said = forms.ChoiceField(
        label=_("Word"),
        required=False,
        choices=lambda: _words(Said),
    )
    waiting = forms.BooleanField(label=_("for you to judge"), required=False)


class ExposuresForm(SearchForm):
    """Search and filters of what was shown."""

    run = forms.ChoiceField(label=_("Run"), required=False)
    what = forms.ChoiceField(label=_("What was seen"), required=False, choices=lambda: _words(SeenThing))
    sight = forms.ChoiceField(
        label=_("How it was seen"),
        required=False,
        choices=lambda: _words(Sight),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = [(str(one.pk), run_name(one)) for one in runs_of(edition).filter(state__in=FINISHED)]
        self.fields["run"].choices = [EVERYTHING, *runs]  # type: ignore[attr-defined]


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
        choices=lambda: _words(RunState),
    )


class ParticipantsForm(SearchForm):
    """Search in both scripts and filters of participants."""

    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=lambda: _words(Side),
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
    """When one can meet and how often; one button may mark or clear a whole day, or half of it."""

    minimum = forms.IntegerField(
        label=_("Meetings at least"),
        min_value=0,
        max_value=500,
        help_text=_("The timetable tries for this many; where it cannot, it says why."),
    )
    maximum = forms.IntegerField(label=_("Meetings at most"), min_value=0, max_value=500)
    switch = forms.CharField(required=False)

    def __init__(self, *args: Any, participant: Participant, slots: Sequence[Slot], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "minimum": participant.minimum,
            "maximum": participant.maximum,
            "slots": sorted(marked_slots(participant.availability, len(slots))),
        }
        super().__init__(*args, **kwargs)
        self.all_slots = slots
        self.fields["slots"] = forms.TypedMultipleChoiceField(
            choices=[(one.number, str(one.number)) for one in slots], coerce=int, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a minimum above the maximum where it is entered."""
        cleaned = super().clean() or {}
        if cleaned.get("minimum", 0) > cleaned.get("maximum", cleaned.get("minimum", 0)):
            self.add_error("maximum", _("This is less than the meetings at least."))
        return cleaned

    def ticked(self) -> set[int]:
        """The slots as the page shows them: what was sent, before that what is kept."""
        written = (whole_number(one) for one in self["slots"].value() or [])
        return {one for one in written if one is not None}

    def marked(self) -> set[int]:
        """What is ticked once the button has done its work: `on-DAY`, `off-DAY`, or with a session behind."""
        chosen = set(self.cleaned_data["slots"])
        how, _dash, span = self.cleaned_data["switch"].partition("-")
        touched = {
            one.number for one in self.all_slots if span in {str(one.day_id), f"{one.day_id}-{one.session}"}
        }
        return chosen | touched if how == "on" else chosen - touched if how == "off" else chosen
