"""What needs ask beside goods, in the words of people: regions, certificates, quantities; and who meets it."""

from chainfair.engine.matching.asked.certificates import certificates_in, certificates_missed
from chainfair.engine.matching.asked.quantities import amounts_missed
from chainfair.engine.matching.asked.regions import place_of, region_missed, regions_asked
from chainfair.engine.matching.asked.tabled import Ask, Known, conditions_of

__all__ = [
    "Ask",
    "Known",
    "amounts_missed",
    "certificates_in",
    "certificates_missed",
    "conditions_of",
    "place_of",
    "region_missed",
    "regions_asked",
]
