"""What one may set about matching; every value says what it weighs."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Params:
    """Weights and limits of matching; scores are in units of "one exact fit of one plain need".

    code, link, text: weight of each kind of evidence. code_levels: value of agreement on 2, 4 and 6 digits.
    information_floor: value of a code that everybody carries, against one that hardly anybody does.
    feeder: value of standing one flow before the link that is needed. inferred_need: weight of a need that was
    inferred from flows or product edges. service_need: weight of the need of everybody for services.
    inferred_row: factor on rows that a program suggested.
    derived_link: factor on a link that was read off a product code. vector_share: share of the vectors in the
    text value, the rest is words. vector_floor: cosine that counts as nothing. text_floor: text value below which
    two texts have nothing to do with each other. must, like: value of a wish. rival: taken off for standing on
    the same link. customer: what serving the other counts in one's own interest, against being served.
    middle, slope: calibrated interest = 1 / (1 + exp(-slope * (interest - middle))).
    list_length: candidates kept for each organisation. shown: suggestions kept for each organisation.
    floor_bonus: what filling one meeting of somebody's minimum is worth, in thousandths, beside the pair's own.
    """

    code: float = 0.9
    link: float = 1.0
    text: float = 0.8
    code_levels: tuple[float, float, float] = (0.1, 0.5, 1.0)
    information_floor: float = 0.3
    feeder: float = 0.35
    inferred_need: float = 0.6
    service_need: float = 0.1
    inferred_row: float = 0.7
    derived_link: float = 0.8
    vector_share: float = 0.5
    vector_floor: float = 0.35
    text_floor: float = 0.15
    must: float = 2.0
    like: float = 1.0
    rival: float = 0.3
    customer: float = 0.7
    middle: float = 1.0
    slope: float = 2.0
    list_length: int = 50
    shown: int = 10
    floor_bonus: int = 2000

    def __post_init__(self) -> None:
        """Refuse weights below nought and lists of nothing."""
        for entry in fields(self):
            value = getattr(self, entry.name)
            for number in value if isinstance(value, tuple) else (value,):
                if not number >= 0:
                    raise ValueError(f"{entry.name} is {number}; it must not be below 0.")
        if self.list_length < 1 or self.shown < 1:
            raise ValueError("list_length and shown must be at least 1.")
        if self.vector_share > 1 or self.vector_floor >= 1 or self.information_floor > 1:
            raise ValueError("vector_share and information_floor go up to 1, vector_floor stays below 1.")
