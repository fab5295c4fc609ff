"""Shapes of what can happen late; each becomes one change of the published timetable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from chainfair.fairs.models import Edition, Hall, Slot
from chainfair.ground.names import day_name, name_of
from chainfair.meetings import queries
from chainfair.meetings.kinds import (
    Absence,
    CallOff,
    Closure,
    LateKind,
    LatePin,
    LiveChange,
    NoShow,
    Opening,
    Return,
)
from chainfair.meetings.models import Meeting


class LateForm(forms.Form):
    """What every late change has: its kind, and slots to choose among."""

    what = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, edition: Edition, now: datetime, meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.meeting = edition, meeting
        self.slots = queries.slots_to_come(edition, now)
        for name, ends in {"first": False, "last": True, "slot": False}.items():
            if name in self.fields:
                self.fields[name].choices = self._by_day(ends=ends)  # type: ignore[attr-defined]

    def _by_day(self, *, ends: bool) -> list[tuple[str, list[tuple[str, str]]]]:
        days: dict[str, list[tuple[str, str]]] = {}
        zone = ZoneInfo(self.edition.time_zone)
        for one in self.slots:
            at = (one.ends_at if ends else one.starts_at).astimezone(zone)
            days.setdefault(day_name(one.day.date), []).append((str(one.pk), f"{at:%Y-%m-%d %H:%M}"))
        return list(days.items())

    def change(self) -> LiveChange:
        """The change that is asked for."""
        raise NotImplementedError


class SpanForm(LateForm):
    """From one slot to another, both included."""

    first = forms.ChoiceField(label=pgettext_lazy("time", "From"))
    last = forms.ChoiceField(label=pgettext_lazy("time", "Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.slots:
            today = [one for one in self.slots if one.day_id == self.slots[0].day_id]
            self.fields["first"].initial, self.fields["last"].initial = str(today[0].pk), str(today[-1].pk)

    def clean(self) -> dict[str, Any]:
        """The last slot is not before the first."""
        asked = super().clean() or {}
        if "first" in asked and "last" in asked and not self._between(asked):
            raise forms.ValidationError(_("The end is before the beginning; choose a later end."))
        return asked

    def _between(self, asked: dict[str, Any]) -> Sequence[Slot]:
        numbers = {str(one.pk): one.number for one in self.slots}
        first, last = numbers[asked["first"]], numbers[asked["last"]]
        return [one for one in self.slots if first <= one.number <= last]

    def span(self) -> tuple[int, ...]:
        """The slots, by their numbers in the table."""
        return tuple(one.pk for one in self._between(self.cleaned_data))


class AbsenceForm(SpanForm):
    """Somebody is ill, late, or gone home."""

    participant = forms.IntegerField(widget=forms.HiddenInput)

    def change(self) -> LiveChange:
        """Not there in these slots."""
        return Absence(self.cleaned_data["participant"], self.span())


class ReturnForm(AbsenceForm):
    """Somebody is there after all."""

    def change(self) -> LiveChange:
        """There again in these slots."""
        return Return(self.cleaned_data["participant"], self.span())


class ClosureForm(SpanForm):
    """A hall with all its tables and stands closes, or some tables."""

    hall = forms.ModelChoiceField(Hall.objects.none(), label=gettext_lazy("Hall"), required=False)
    tables = forms.CharField(
        label=gettext_lazy("Or only these tables"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("As the board names them, such as W4-12, W4-13."),
    )
    field_order = ("what", "hall", "tables", "first", "last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].empty_label = _("choose a hall")  # type: ignore[attr-defined]
        self.fields["hall"].queryset = self.edition.halls.order_by("code")  # type: ignore[attr-defined]

    def change(self) -> Closure | Opening:
        """Closed in these slots; where tables are named, the hall is not meant."""
        places = queries.places_named(self.edition, self.cleaned_data["tables"])
        hall = self.cleaned_data["hall"]
        return Closure(self.span(), tuple(one.pk for one in places), hall.pk if hall and not places else None)


class OpeningForm(ClosureForm):
    """What was closed opens again."""

    def change(self) -> Closure | Opening:
        """Open in these slots."""
        closed = super().change()
        return Opening(closed.slots, closed.places, closed.hall)


class MeetingForm(LateForm):
    """What concerns one meeting."""

    meeting_number = forms.IntegerField(widget=forms.HiddenInput)


class PinForm(MeetingForm):
    """A meeting is settled at a time; what is in its way moves."""

    slot = forms.ChoiceField(label=gettext_lazy("Settled at"))

    def change(self) -> LiveChange:
        """Pinned there."""
        return LatePin(self.cleaned_data["meeting_number"], int(self.cleaned_data["slot"]))


class NoShowForm(MeetingForm):
    """Sides of a meeting that has begun did not come."""

    absent = forms.MultipleChoiceField(
        label=gettext_lazy("Who did not come?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = queries.sides_of(self.meeting) if self.meeting else []
        self.fields["absent"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), name_of(one.organisation)) for one in sides
        ]

    def change(self) -> LiveChange:
        """Missed by these."""
        return NoShow(
            self.cleaned_data["meeting_number"], tuple(int(one) for one in self.cleaned_data["absent"])
        )


class CallOffForm(MeetingForm):
    """The organiser calls a meeting off."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Both sides read it in their letter."),
    )

    def change(self) -> LiveChange:
        """Called off, with the reason."""
        return CallOff((self.cleaned_data["meeting_number"],), self.cleaned_data["why"])


FORMS: dict[LateKind, type[LateForm]] = {
    LateKind.ABSENCE: AbsenceForm,
    LateKind.RETURN: ReturnForm,
    LateKind.CLOSURE: ClosureForm,
    LateKind.OPENING: OpeningForm,
    LateKind.PIN: PinForm,
    LateKind.NO_SHOW: NoShowForm,
    LateKind.CALL_OFF: CallOffForm,
}
