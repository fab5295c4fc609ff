"""Values of organisations: what they are, how they are known, who acts for them."""

from dataclasses import dataclass, field

from chainfair.ground.kinds import Worded, phrase


class OrganisationKind(Worded):
    """What an organisation is."""

    ENTERPRISE = "enterprise", phrase("enterprise")
    INSTITUTION = "institution", phrase("institution")
    INTERNATIONAL = "international", phrase("international organisation")


class Scheme(Worded):
    """Registers whose numbers identify an organisation."""

    USCC = "uscc", phrase("registry number (USCC)")
    LEI = "lei", phrase("LEI")
    DUNS = "duns", phrase("DUNS")
    GLN = "gln", phrase("GLN")
    OWN = "own", phrase("number in the list it came from")


class TraitKind(Worded):
    """Marks that an organisation carries with a source."""

    GLOBAL_500 = "global_500", phrase("Fortune Global 500")
    LEADING = "leading", phrase("leading firm")
    SPECIALISED = "specialised", phrase("specialised and innovative firm")
    FOREIGN_FUNDED = "foreign_funded", phrase("foreign-funded")
    SME = "sme", phrase("small or medium-sized")


class MemberRole(Worded):
    """What a person does for an organisation."""

    OWNER = "owner", phrase("owner")
    SALES = "sales", phrase("sales")
    TECHNICAL = "technical", phrase("technical staff")
    LAUNCH = "launch", phrase("launches")


class SamenessState(Worded):
    """How a person answered whether two entries are one organisation."""

    OPEN = "open", phrase("to be decided")
    SAME = "same", phrase("the same")
    DIFFERENT = "different", phrase("two organisations")


@dataclass(frozen=True)
class NewOrganisation:
    """What is entered of an organisation; names as they were given, numbers as their registers write them."""

    name: str
    name_latin: str = ""
    kind: OrganisationKind = OrganisationKind.ENTERPRISE
    country: str = ""
    city: str = ""
    address: str = ""
    website: str = ""
    industry: str = ""
    profile: str = ""
    group_name: str = ""
    staff: int | None = None
    made_up: bool = False
    other_names: tuple[str, ...] = ()
    identifiers: tuple[tuple[Scheme, str], ...] = ()
    traits: tuple[tuple[TraitKind, int | None], ...] = ()


@dataclass(frozen=True)
class Completion:
    """What a further source says of an organisation that is known: blanks are filled, nothing is overwritten."""

    organisation: int
    fields: dict[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()
    identifiers: tuple[tuple[Scheme, str], ...] = ()


@dataclass(frozen=True)
class NewQuestion:
    """Two organisations that may be one, by their numbers, and why a person is asked."""

    first: int
    second: int
    score: int
    reason: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewMember:
    """A person who acts for an organisation; both by their numbers."""

    organisation: int
    person: int
    role: MemberRole = MemberRole.OWNER
