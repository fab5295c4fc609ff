"""Pure decisions about chains: what a file says, and what the words of offers and needs ask and give."""

from chainfair.chains.rules.certificates import UNKNOWN, certificates_in, certificates_missed
from chainfair.chains.rules.files import (
    HAN,
    LIKELY,
    candidates,
    chain_plan,
    circle_in,
    coded,
    dotted,
    following_of,
    handbook_page,
    product_lines,
    refusals_to_chain,
    refusals_to_services,
    without_doubles,
)
from chainfair.chains.rules.quantities import amounts_in, amounts_missed
from chainfair.chains.rules.regions import place_of, region_missed, regions_asked

__all__ = [
    "HAN",
    "LIKELY",
    "UNKNOWN",
    "amounts_in",
    "amounts_missed",
    "candidates",
    "certificates_in",
    "certificates_missed",
    "chain_plan",
    "circle_in",
    "coded",
    "dotted",
    "following_of",
    "handbook_page",
    "place_of",
    "product_lines",
    "refusals_to_chain",
    "refusals_to_services",
    "region_missed",
    "regions_asked",
    "without_doubles",
]
