"""Refusals: one clear sentence (what, where, what is allowed) that carries its values."""

from collections.abc import Callable
from typing import Any, ClassVar

from chainfair.ground.kinds import Worded, phrase


class Refusal(Exception):  # noqa: N818 (the word of the trade: a refusal is an answer, not a fault)
    """Something cannot be done; `message % values` says it in English, pages translate the message first."""

    message: ClassVar[str] = phrase("This cannot be done.")
    marked: ClassVar[tuple[str, ...]] = ()  # values that are words of ours, to be translated too

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(spoken(self, str))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (values are of any kind)
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None


def spoken(refusal: Refusal, translate: Callable[[str], str]) -> str:
    """A refusal's sentence in the language of `translate`, words of enumerations among its values included."""
    values = {
        name: translate(value.word)
        if isinstance(value, Worded)
        else translate(value)
        if name in refusal.marked
        else value
        for name, value in refusal.values.items()
    }
    return translate(refusal.message) % values


class NotFound(Refusal):
    """Nothing of that kind has that name; the kind is a marked word, so that it is said in the reader's language."""

    message = phrase("There is no %(kind)s “%(name)s”.")
    marked: ClassVar[tuple[str, ...]] = ("kind",)


class NotAllowed(Refusal):
    """Who asks has no right to it."""

    message = phrase("Your roles do not allow this: %(what)s.")


class LeaseLost(Refusal):
    """A worker came back after its lease had ended and somebody else took the run up."""

    message = phrase("Run %(run)s was taken up by another worker; this result is not stored.")


class RunNotClaimable(Refusal):
    """A run that is done, or that another worker holds, cannot be claimed."""

    message = phrase("Run %(run)s is %(state)s and cannot be taken up.")
