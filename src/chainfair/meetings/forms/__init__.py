"""Shapes of what is entered about meetings."""

# What a side asks and answers.
from chainfair.meetings.forms.asking import (
    AgendaForm,
    AskForm,
    CancelForm,
    CloseForm,
    CounterForm,
    DeclineForm,
    GiveForm,
    RequestsForm,
)

__all__ = [
    "AgendaForm",
    "AskForm",
    "CancelForm",
    "CloseForm",
    "CounterForm",
    "DeclineForm",
    "GiveForm",
    "RequestsForm",
]
