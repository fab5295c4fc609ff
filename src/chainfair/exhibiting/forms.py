"""Shapes of what one asks of exhibitors and lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.exhibiting.kinds import Column, ExhibitorRole, ImportState, ListMapping
from chainfair.exhibiting.queries import countries_of
from chainfair.fairs.models import Edition
from chainfair.ground.names import country_name, name_of
from chainfair.ground.tables import column_letters


class ExhibitorsForm(forms.Form):
    """Search in both scripts, and filters that stay in the address."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        countries = [(code, country_name(code)) for code in countries_of(edition)]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"),
            required=False,
            choices=[everything, *sorted(countries, key=lambda pair: pair[1])],
        )
        areas = [(str(area.pk), name_of(area)) for area in edition.areas.all()]
        self.fields["area"] = forms.ChoiceField(label=_("Area"), required=False, choices=[everything, *areas])
        halls = [(str(hall.pk), hall.code) for hall in edition.halls.all()]
        self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=[everything, *halls])
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            required=False,
            choices=[everything, *((value, _(word)) for value, word in ExhibitorRole.pairs())],
        )


ENCODINGS = (
    "utf-8",
    "gb18030",
    "big5",
    "utf-16",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "shift-jis",
    "euc-kr",
)


def _encodings() -> list[tuple[str, str]]:
    return [("", _("recognised by itself")), *((name, name) for name in ENCODINGS)]


class ListForm(forms.Form):
    """A file, and what may be said about it before it is read."""

    file = forms.FileField(
        label=gettext_lazy("List of exhibitors"),
        help_text=gettext_lazy("CSV, CSV packed with gzip, or XLSX; up to 50 MB. Nothing is written yet."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of the text"), required=False, choices=_encodings
    )
    mapping = forms.FileField(
        label=gettext_lazy("Mapping of columns"),
        required=False,
        help_text=gettext_lazy("TOML or JSON, only where the headings are not understood by themselves."),
    )


class ReadingForm(forms.Form):
    """Which column is which, as a person corrects it."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of the text"), required=False, choices=_encodings
    )

    def __init__(
        self, *args: Any, headings: Sequence[str], chosen: Mapping[int, str], is_text: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        if not is_text:
            del self.fields["encoding"]
        for place, heading in enumerate(headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or f"({column_letters(place)})",
                required=False,
                initial=chosen.get(place, ""),
                choices=[("", _("not used")), *((value, _(word)) for value, word in Column.pairs())],
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one field for two columns."""
        cleaned = super().clean() or {}
        given = [value for name, value in cleaned.items() if name.startswith("column-") and value]
        for value in sorted({value for value in given if given.count(value) > 1}):
            raise forms.ValidationError(_("“%(field)s” is chosen twice.") % {"field": _(Column(value).word)})
        return cleaned

    def mapping(self, fixed: dict[Column, str]) -> ListMapping:
        """What was chosen, with every other field left out."""
        columns = dict.fromkeys(Column, "")
        for place, heading in enumerate(self.headings):
            value = self.cleaned_data[f"column-{place}"]
            if value:
                columns[Column(value)] = heading
        return ListMapping(columns, fixed)


class TakeInForm(forms.Form):
    """Whether the refused rows may be left out."""

    accept_refused = forms.BooleanField(required=False)


class QuestionsForm(forms.Form):
    """Search in both scripts."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)


class ImportsForm(QuestionsForm):
    """Search and filter of lists that were read."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=lambda: [("", _("all")), *((value, _(word)) for value, word in ImportState.pairs())],
    )


class AnswerForm(forms.Form):
    """The same, or two organisations."""

    same = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda word: word == "yes")
