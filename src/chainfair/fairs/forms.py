"""Shapes of what an organiser enters about an edition."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chainfair.chains.queries import published_chains
from chainfair.fairs.kinds import AreaPlan, HallPlan, Hours, PlaceKind, Role, ScopeKind
from chainfair.fairs.models import Edition, Hall
from chainfair.fairs.queries import hours_of, scope_names
from chainfair.fairs.rules import days_from
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.names import name_of
from chainfair.people.queries import check_addresses, find_person

DATE = {"type": "date"}
TIME = {"type": "time"}


def word_choices(pairs: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Choices of an enumeration with their words translated when shown."""
    return [(value, _(word)) for value, word in pairs]


class EditionForm(forms.ModelForm[Edition]):
    """What an edition is called and where it meets."""

    class Meta:
        model = Edition
        fields = (
            "name_en",
            "name_zh",
            "number",
            "venue_en",
            "venue_zh",
            "time_zone",
            "answer_days",
            "minimum_meetings",
            "maximum_meetings",
        )
        labels = {  # noqa: RUF012
            "name_en": _("Name in English"),
            "name_zh": _("Name in Chinese"),
            "number": _("Number of the edition"),
            "venue_en": _("Venue in English"),
            "venue_zh": _("Venue in Chinese"),
            "time_zone": _("Time zone of the venue"),
            "answer_days": _("Days to answer a request"),
            "minimum_meetings": _("Meetings guaranteed to each participant"),
            "maximum_meetings": _("Meetings at most for each participant"),
        }


class DaysForm(forms.Form):
    """Open days, sessions and the length of a slot."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DATE))
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=31)
    opens_at = forms.TimeField(label=_("Doors open"), initial=time(9), widget=forms.TimeInput(attrs=TIME))
    closes_at = forms.TimeField(label=_("Doors close"), initial=time(17), widget=forms.TimeInput(attrs=TIME))
    morning_from = forms.TimeField(
        label=_("Meetings from"), initial=time(9), widget=forms.TimeInput(attrs=TIME)
    )
    morning_to = forms.TimeField(label=_("to"), initial=time(12), widget=forms.TimeInput(attrs=TIME))
    afternoon_from = forms.TimeField(
        label=_("and from"), initial=time(13, 30), widget=forms.TimeInput(attrs=TIME)
    )
    afternoon_to = forms.TimeField(label=_("to"), initial=time(16, 30), widget=forms.TimeInput(attrs=TIME))
    slot_minutes = forms.IntegerField(label=_("Minutes of a slot"), initial=30, min_value=10, max_value=120)

    @staticmethod
    def values_of(edition: Edition) -> dict[str, Any]:
        """What the form says of an edition as it stands."""
        values: dict[str, Any] = {"starts_on": edition.starts_on, "days": edition.days.count() or 3}
        hours = hours_of(edition)
        if hours is not None and len(hours.sessions) == 2:
            (values["morning_from"], values["morning_to"]) = hours.sessions[0]
            (values["afternoon_from"], values["afternoon_to"]) = hours.sessions[1]
            values |= {"opens_at": hours.opens_at, "closes_at": hours.closes_at}
            values["slot_minutes"] = hours.slot_minutes
        return values

    def dates(self) -> list[date]:
        """The open days, one after another."""
        return days_from(self.cleaned_data["starts_on"], self.cleaned_data["days"])

    def hours(self) -> Hours:
        """Hours as the action takes them."""
        value = self.cleaned_data
        return Hours(
            value["opens_at"],
            value["closes_at"],
            (
                (value["morning_from"], value["morning_to"]),
                (value["afternoon_from"], value["afternoon_to"]),
            ),
            value["slot_minutes"],
        )


class HallForm(forms.Form):
    """A hall with its meeting tables and rooms."""

    # A place's zone is made of the code, so it must fit there with what follows.
    code = forms.CharField(label=_("Hall"), max_length=36, help_text=_("As it is written at the door: W1"))
    tables = forms.IntegerField(label=_("Meeting tables"), min_value=0, max_value=2000, initial=20)
    rooms = forms.IntegerField(
        label=_("Meeting rooms"), min_value=0, max_value=200, initial=0, help_text=_("For larger groups")
    )
    gross_area = forms.IntegerField(
        label=_("Gross area in square metres"), min_value=0, max_value=10_000_000, required=False
    )

    def plan(self) -> HallPlan:
        """The hall as the action takes it."""
        value = self.cleaned_data
        return HallPlan(
            value["code"], tables=value["tables"], gross_area=value["gross_area"], rooms=value["rooms"]
        )


class TablesForm(forms.Form):
    """How many tables and rooms of a hall are open."""

    tables = forms.IntegerField(label=_("Meeting tables"), min_value=0, max_value=2000)
    rooms = forms.IntegerField(label=_("Meeting rooms"), min_value=0, max_value=200)


class WaysForm(forms.Form):
    """How far two halls are apart, or one from all others, or all from each other."""

    start = forms.ModelChoiceField(
        label=_("From hall"), queryset=Hall.objects.none(), required=False, empty_label=_("every hall")
    )
    end = forms.ModelChoiceField(
        label=_("To hall"), queryset=Hall.objects.none(), required=False, empty_label=_("every other hall")
    )
    slots = forms.IntegerField(
        label=_("Slots to walk"),
        min_value=0,
        max_value=16,
        initial=1,
        help_text=_("0 where the next slot can be reached. It counts both ways."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end"):
            self.fields[name].queryset = edition.halls.order_by("code")  # type: ignore[attr-defined]


class PlacesForm(forms.Form):
    """Search and filters of places."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    hall = forms.ChoiceField(label=_("Hall"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: [("", _("all")), *word_choices(PlaceKind.pairs())],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [("", _("all")), ("open", _("in use")), ("closed", _("out of use"))],
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        halls = [(str(hall.pk), hall.code) for hall in edition.halls.all()]
        self.fields["hall"].choices = [("", _("all")), *halls]  # type: ignore[attr-defined]


class AreaForm(forms.Form):
    """An exhibition area: its chain, or a theme of its own."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    chain = forms.ChoiceField(label=_("Chain"), required=False)
    halls = forms.MultipleChoiceField(label=_("Halls"), required=False, widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chains = [(chain.key, f"{chain.name_en} · {chain.name_zh}") for chain in published_chains()]
        self.fields["chain"].choices = [("", "–"), *chains]  # type: ignore[attr-defined]
        self.fields["halls"].choices = [(hall.code, hall.code) for hall in edition.halls.all()]  # type: ignore[attr-defined]

    def plan(self) -> AreaPlan:
        """The area as the action takes it."""
        value = self.cleaned_data
        return AreaPlan(value["name_en"], value["name_zh"], value["chain"] or None, tuple(value["halls"]))


def _named(row: object) -> str:
    return str(row) if isinstance(row, Hall) else name_of(row)


class AppointmentForm(forms.Form):
    """A person and the role they get."""

    email = forms.EmailField(label=_("Mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=lambda: word_choices(Role.pairs()))
    scope = forms.ChoiceField(
        label=_("Looks after"),
        help_text=_(
            "Only a role for the whole edition opens pages. One for a part says whom to ask about it, until"
            " pages know parts."
        ),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [
            (f"{kind}-{number}", f"{_(ScopeKind(kind).word)}: {_named(row)}")
            for (kind, number), row in scope_names(edition).items()
        ]
        self.fields["scope"].choices = [(f"{ScopeKind.ALL}-0", _(ScopeKind.ALL.word)), *scopes]  # type: ignore[attr-defined]

    def scope_of(self) -> tuple[ScopeKind, int]:
        """The kind and number of what the person looks after."""
        kind, number = self.cleaned_data["scope"].split("-")
        return ScopeKind(kind), int(number)

    def clean_email(self) -> str:
        """Only who has an account can be appointed, and only once the address is known to be theirs."""
        email: str = self.cleaned_data["email"]
        person = find_person(email)
        if person is None:
            raise forms.ValidationError(
                _("There is no account for %(email)s."), params={"email": email}, code="unknown"
            )
        try:
            check_addresses([person.pk])
        except Refusal as refusal:
            raise forms.ValidationError(spoken(refusal, gettext), code="unproved") from refusal
        return email
