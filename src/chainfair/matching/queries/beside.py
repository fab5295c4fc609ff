"""What a reason says beside goods: conditions that are missed, an earlier meeting, partners on one link."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from chainfair.chains.models import Need
from chainfair.ground.names import country_name
from chainfair.matching.kinds import CERTIFICATE, CONDITIONS, MET, REGION, TOGETHER
from chainfair.matching.models import Participant, Suggestion
from chainfair.organisations.models import Organisation

HALF = 50  # hundredths by which a condition is missed of which nothing is known


def sentence_without_goods(suggestion: Suggestion, *, on_told_link: bool) -> str:
    """What a pair rests on of which no reason can be drawn along the chain."""
    kinds = {term["kind"] for term in suggestion.reasons if term["value"] > 0}
    if TOGETHER in kinds:
        return _together(on_told_link)
    if MET in kinds:
        return _met(went_on=True)
    return _("A wish of one side; nothing along the chain is known yet.")


def sentence_beside_goods(
    term: dict[str, Any],
    served: Participant,
    me: Participant,
    other: Participant,
    needs: Mapping[int, Need],
    *,
    on_told_link: bool,
) -> str:
    """What a term says that is not about goods; blank where that is plain from its kind or not told to this reader."""
    if term["kind"] == TOGETHER:
        return _together(on_told_link)
    if term["kind"] == MET:
        return _met(went_on=term["value"] > 0)
    need = needs.get(term.get("need") or 0)
    if term["kind"] not in CONDITIONS or need is None:
        return ""
    i_ask, known = served.pk == me.pk, term["level"] > HALF
    serving = (other if i_ask else me).organisation
    if term["kind"] == REGION:
        values = {"asked": need.region, "place": _place(serving)}
        return _region_sentence(i_ask, known and bool(serving.country)) % values
    if term["kind"] == CERTIFICATE:
        return _certificate_sentence(i_ask) % {"asked": need.certificates}
    return _volume_sentence(i_ask) % {"asked": need.quantity}


def _together(on_told_link: bool) -> str:
    """That both wish it is told to both; where they stand, only if this reader may know it of the other."""
    if on_told_link:
        return _("Both sides want to develop together, and stand on the same link.")
    return _("Both sides want to develop together.")


def _met(*, went_on: bool) -> str:
    if went_on:
        return _("The two sides met at an earlier fair, and something came of it.")
    return _("The two sides met at an earlier fair, and nothing came of it.")


def _place(organisation: Organisation) -> str:
    country = country_name(organisation.country)
    if not organisation.city:
        return country
    return _("%(city)s, %(country)s") % {"city": organisation.city, "country": country}


def _region_sentence(i_ask: bool, known: bool) -> str:
    if i_ask:
        return (
            _("You look in this region: %(asked)s. They are in %(place)s.")
            if known
            else _("You look in this region: %(asked)s. Whether they are there is not known.")
        )
    return (
        _("They look in this region: %(asked)s. You are in %(place)s.")
        if known
        else _("They look in this region: %(asked)s. Your profile does not say whether you are there.")
    )


def _certificate_sentence(i_ask: bool) -> str:
    if i_ask:
        return _("You ask for certificates: %(asked)s. Their offers do not state all of them.")
    return _("They ask for certificates: %(asked)s. Your offers do not state all of them.")


def _volume_sentence(i_ask: bool) -> str:
    if i_ask:
        return _("You need %(asked)s. What they state does not show that they can supply as much.")
    return _("They need %(asked)s. What you state does not show that you can supply as much.")
