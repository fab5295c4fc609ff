"""What one may set about matching; every value says what it weighs."""

from dataclasses import dataclass, fields
from math import inf


@dataclass(frozen=True)
class Params:
    """Weights and limits of matching; scores are in units of "one exact fit of one plain need".

    The defaults are judgements tried on real lists (see docs/model), not measured behaviour: `middle` and `slope` in
    particular stand for a calibration that takes the answers of an edition.
    """

    # Evidence
    code: float = 0.9  # weight of agreeing product codes
    link: float = 1.0  # weight of standing on the needed link
    text: float = 0.8  # weight of texts that say like things
    code_levels: tuple[float, float, float] = (0.1, 0.5, 1.0)  # agreement on 2, 4 and 6 digits
    information_floor: float = 0.3  # a code that everybody carries, against one that hardly anybody does
    feeder: float = 0.35  # standing one flow before the link that is needed
    vector_worth: float = 0.4  # value of the same meaning in other words or another language
    vector_floor: float = 0.5  # cosine that counts as nothing
    word_sharpness: float = (
        4.0  # power of the words' part: not everything with "foil" in its name is copper foil
    )
    text_floor: float = 0.1  # text value below which two texts have nothing to do with each other
    # What nobody stated
    inferred_row: float = 0.7  # factor on rows that a program suggested
    derived_link: float = 0.8  # factor on a link that was read off a product code
    inferred_need: float = 0.6  # weight of a need inferred from a flow or a product edge
    service_need: float = 0.1  # weight of everybody's need for services
    edge_floor: float = 0.2  # likeness to a product with known edges below which it tells nothing
    edge_sharpness: float = 1.5  # power of that likeness
    edge_saturation: float = 2.0  # how fast many like products make a need certain
    industry_need: float = 2.0  # what one's industry needs on average, against what one's own products say
    inferred_kept: int = 600  # needs by product edges kept for each organisation
    inferred_sharpness: float = (
        16.0  # as word_sharpness, for needs by product edges: a guess must be met by name
    )
    # Between two organisations
    must: float = 2.0  # value of a "must" for the one who wishes
    like: float = 1.0  # value of a "like"
    rival: float = 0.3  # taken off for standing on the same link
    together: float = 0.6  # value of standing on the same link where both seek partners there
    met: float = 0.3  # value of having met before, if something came of it
    met_in_vain: float = 0.15  # taken off for having met before, if nothing came of it
    region: float = 0.25  # share taken off what serves for coming from elsewhere than is asked
    certificate: float = 0.3  # the same for certificates that are asked for and lacking
    volume: float = 0.2  # the same for being too small for the quantity that is needed
    served: float = 1.0  # being served, in one's own interest
    customer: float = 0.7  # serving the other, against being served, in one's own interest
    middle: float = 1.2  # interest that is as likely yes as no
    slope: float = 1.5  # of 1 / (1 + exp(-slope * (interest - middle)))
    # Lists and choice
    list_length: int = 50  # candidates kept for each organisation
    shown: int = 10  # suggestions kept and explained for each organisation
    spread: bool = True  # lists that can be had, against everybody's own best
    variety: float = 0.05  # taken off a suggestion, as a share, for each before it on the same link
    listed_least: int = 3  # lists of others that each exhibitor stands on, as far as it fits anybody
    floor_bonus: int = 2000  # filling one meeting of a minimum, in thousandths, beside the pair's own weight

    def __post_init__(self) -> None:
        """Refuse weights below nought and lists of nothing."""
        for entry in fields(self):
            value = getattr(self, entry.name)
            for number in value if isinstance(value, tuple) else (value,):
                if not 0 <= number < inf:
                    raise ValueError(f"{entry.name} is {number}; allowed is a number of 0 or more.")
        if self.list_length < 1 or self.shown < 1:
            raise ValueError("list_length and shown must be at least 1.")
        if self.region + self.certificate + self.volume > 1:
            raise ValueError("region, certificate and volume are shares; together they go up to 1.")
        if self.vector_worth > 1 or self.vector_floor >= 1 or self.information_floor > 1 or self.variety > 1:
            raise ValueError(
                "vector_worth, information_floor and variety go up to 1, vector_floor stays below 1."
            )
