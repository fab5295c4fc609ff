"""Shapes of what the organiser's desk asks of the timetable and of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.fairs.models import Edition
from chainfair.ground.kinds import Worded
from chainfair.ground.names import day_name
from chainfair.ground.numbers import whole_number
from chainfair.meetings.kinds import BoardSide, Change, MeetingState, Origin, TimetableState, UnplacedReason
from chainfair.meetings.queries import BoardQuestion, SheetQuestion
from chainfair.meetings.queries.board import NO_HALL


def _words(kinds: type[Worded]) -> list[tuple[str, str]]:
    return [("", _("all")), *((value, _(word)) for value, word in kinds.pairs())]


class SearchForm(forms.Form):
    """Search the sides of a meeting in both scripts."""

    q = forms.CharField(label=gettext_lazy("Find an organisation"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, kinds in self.filters():
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=_words(kinds))

    def filters(self) -> list[tuple[str, str, type[Worded]]]:
        """Fields that choose one of an enumeration: name, label, enumeration."""
        return []

    def asked(self) -> dict[str, Any]:
        """What is asked for; everything where the address says nonsense."""
        return self.cleaned_data if self.is_valid() else {}


class VersionsForm(SearchForm):
    """Search and filter of versions."""

    q = forms.CharField(label=gettext_lazy("Find a version or who ran it"), required=False, max_length=100)

    def filters(self) -> list[tuple[str, str, type[Worded]]]:
        """Fields that choose one of an enumeration."""
        return [("state", _("State"), TimetableState)]


class MeetingsForm(SearchForm):
    """Filters of the list of all meetings."""

    def filters(self) -> list[tuple[str, str, type[Worded]]]:
        return [("state", _("State"), MeetingState), ("origin", _("Proposed by"), Origin)]


class UnplacedForm(SearchForm):
    """Filters of what a version leaves out."""

    def filters(self) -> list[tuple[str, str, type[Worded]]]:
        return [("reason", _("Why not placed"), UnplacedReason)]


class ChangesForm(SearchForm):
    """Filters of what publishing would change."""

    hall = forms.ChoiceField(label=gettext_lazy("Hall"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].choices = [("", _("all")), *_halls(edition)]  # type: ignore[attr-defined]

    def filters(self) -> list[tuple[str, str, type[Worded]]]:
        return [("change", _("What changes"), Change)]


class BoardForm(forms.Form):
    """Which rows of the board stand on the page; the day is chosen by its tab."""

    q = forms.CharField(label=gettext_lazy("Find an organisation"), required=False, max_length=100)
    day = forms.IntegerField(required=False, widget=forms.HiddenInput)
    side = forms.ChoiceField(label=gettext_lazy("Look by"), required=False)
    hall = forms.ChoiceField(label=gettext_lazy("Hall"), required=False)
    idle = forms.BooleanField(label=gettext_lazy("also rows without a meeting"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = forms.ChoiceField(
            label=_("Look by"),
            required=False,
            choices=[(value, _(word)) for value, word in BoardSide.pairs()],
        )
        halls = _halls(edition)
        self.fields["hall"] = forms.ChoiceField(
            label=_("Hall"), required=False, choices=[("", _("all")), *halls, (NO_HALL, _("without a hall"))]
        )

    def question(self, page: str) -> BoardQuestion:
        """What is looked at; the first day and every row where the address says nonsense."""
        asked = self.cleaned_data if self.is_valid() else {}
        return BoardQuestion(
            asked.get("day"),
            asked.get("hall", ""),
            BoardSide(asked.get("side") or BoardSide.ORGANISATIONS),
            asked.get("q", ""),
            asked.get("idle", False),
            whole_number(page) or 1,
        )


class PlacementsForm(forms.Form):
    """Filters of everything that a version places."""

    q = forms.CharField(label=gettext_lazy("Find an organisation"), required=False, max_length=100)
    day = forms.TypedChoiceField(label=gettext_lazy("Day"), required=False, coerce=int, empty_value=None)
    hall = forms.ChoiceField(label=gettext_lazy("Hall"), required=False)
    pinned = forms.BooleanField(label=gettext_lazy("pinned ones only"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [("", _("all")), *_days(edition)]  # type: ignore[attr-defined]
        self.fields["hall"].choices = [("", _("all")), *_halls(edition)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What is asked for; everything where the address says nonsense."""
        return self.cleaned_data if self.is_valid() else {}


class SheetsForm(forms.Form):
    """Which sheets are printed: of all days or one, of one hall, which volume of it."""

    day = forms.TypedChoiceField(label=gettext_lazy("Day"), required=False, coerce=int, empty_value=None)
    hall = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    volume = forms.IntegerField(required=False, min_value=1, max_value=9999, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._days = {one.pk: one for one in edition.days.order_by("date")}
        self.fields["day"].choices = [("", _("all days")), *_days(edition)]  # type: ignore[attr-defined]

    def question(self) -> SheetQuestion:
        """What is printed; everything where the address says nonsense."""
        asked = self.cleaned_data if self.is_valid() else {}
        day = self._days.get(asked.get("day") or 0)
        return SheetQuestion(asked.get("hall", ""), day, asked.get("volume") or 1)


def _days(edition: Edition) -> list[tuple[int, str]]:
    return [(one.pk, day_name(one.date)) for one in edition.days.order_by("date")]


def _halls(edition: Edition) -> list[tuple[str, str]]:
    return [(code, code) for code in edition.halls.order_by("code").values_list("code", flat=True)]


class TimetableRunForm(forms.Form):
    """What a run may be told: the same input and seed give the same timetable."""

    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=1,
        max_value=2**31 - 1,
        initial=1,
        help_text=gettext_lazy("The same input and seed give the same timetable."),
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds for comfort"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=gettext_lazy(
            "Left empty, as long as the size asks for. With a time, the run uses all of it to close gaps, and two runs"
            " may differ."
        ),
    )

    def settings(self) -> dict[str, int]:
        """What the run is told beside its seed."""
        seconds = self.cleaned_data["seconds"]
        return {"seconds": seconds} if seconds else {}


class DisputeForm(forms.Form):
    """How a dispute is decided, and why."""

    held = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        choices=[("yes", gettext_lazy("It was held")), ("no", gettext_lazy("It was not held"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("It stays in the history of the meeting."),
    )
