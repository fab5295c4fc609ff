"""Refusals about chains, offers and needs."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class EmptyTrade(Refusal):
    """An offer or a need says what it is about."""

    message = phrase("Say what it is: choose a link, a product code, or describe it in words.")
