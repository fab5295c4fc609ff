"""How far two entries look like one organisation, and why. Never on an English name alone.

A Chinese institute and its laboratory may go by one English name; so a Latin name proves something only where it is
the organisation's own name (its country writes Latin), or together with the same website or address.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from chainfair.ground.kinds import phrase
from chainfair.organisations.kinds import Scheme
from chainfair.organisations.rules.names import Core, Script, core_of, name_key, script_of

MERGED = 90  # at and above: one organisation
ASKED = 50  # at and above: a person is asked

ONE_PER_ORGANISATION = frozenset({Scheme.USCC, Scheme.LEI})
# Here a company's registered name is not Latin, so a Latin name is a translation.
_OTHER_SCRIPTS = (
    "CN TW MO JP KR KP TH LA KH MM RU BY UA BG MK GR CY IL IR IQ SA EG JO LB SY KW QA BH OM YE LY DZ MA TN SD AF NP"
    " MN KZ KG TJ AM GE ET AE"
)
_OTHER_SCRIPT_COUNTRIES = frozenset(_OTHER_SCRIPTS.split())
# Addresses that many firms share, so that they say nothing.
_MANY = (
    "alibaba.com en.alibaba.com made-in-china.com globalsources.com facebook.com linkedin.com instagram.com youtube.com"
    " twitter.com x.com weibo.com google.com sites.google.com wixsite.com indiamart.com tradeindia.com 1688.com"
    " mp.weixin.qq.com github.com"
)
_SHARED_HOSTS = frozenset(_MANY.split())
_NUMBER = re.compile("[0-9一二三四五六七八九十百]+")
_NOT_ALNUM = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Described:
    """What is known of an organisation where it may be one that is known already."""

    name: str
    name_latin: str = ""
    country: str = ""
    address: str = ""
    website: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Print:
    """A description folded once for many comparisons."""

    name: str
    script: Script
    key: str
    core: Core
    latin_key: str
    latin_core: Core
    country: str
    place: str
    host: str
    identifiers: frozenset[tuple[str, str]]

    @property
    def latin_is_own(self) -> bool:
        """Whether the Latin name is the registered one rather than a translation."""
        return (
            self.script == Script.LATIN and bool(self.country) and self.country not in _OTHER_SCRIPT_COUNTRIES
        )


@dataclass(frozen=True)
class Likeness:
    """From 0 (nothing in common) to 100 (certain), with a sentence for the person who looks at it."""

    score: int
    reason: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def merged(self) -> bool:
        """Certain enough to take both for one."""
        return self.score >= MERGED

    @property
    def asked(self) -> bool:
        """Neither certain nor to be passed over."""
        return ASKED <= self.score < MERGED


NOTHING = Likeness(0)


def printed(described: Described) -> Print:
    """Fold a description for comparing."""
    script = script_of(described.name)
    latin = described.name_latin or (described.name if script == Script.LATIN else "")
    return Print(
        name=described.name,
        script=script,
        key=name_key(described.name),
        core=core_of(described.name),
        latin_key=name_key(latin),
        latin_core=core_of(latin) if latin else Core("", ""),
        country=described.country,
        place=_NOT_ALNUM.sub("", described.address.casefold()),
        host=host_of(described.website),
        identifiers=described.identifiers,
    )


def host_of(website: str) -> str:
    """The host of a website for comparing; blank where many share it."""
    text = website.strip().casefold()
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return "" if host in _SHARED_HOSTS or "." not in host else host


def likeness(a: Print, b: Print) -> Likeness:
    """Compare two descriptions: numbers first, then names in their own script, then Latin names."""
    shared = sorted(a.identifiers & b.identifiers)
    contradiction = contradicting_scheme(a, b)
    if shared and not contradiction:
        return Likeness(
            100,
            phrase("Both carry the same number: %(number)s."),
            {"number": shared[0][1]},
        )
    found = _by_names(a, b)
    if contradiction and found.score >= ASKED:
        return Likeness(
            60,
            phrase("The names agree, but each has its own number in one register: %(scheme)s."),
            {"scheme": contradiction.upper()},
        )
    return found


def contradicting_scheme(a: Print, b: Print) -> str:
    """The register in which both have a number, and not the same; blank if there is none."""
    for scheme in sorted(ONE_PER_ORGANISATION):
        of_a = {number for kind, number in a.identifiers if kind == scheme}
        of_b = {number for kind, number in b.identifiers if kind == scheme}
        if of_a and of_b and not of_a & of_b:
            return scheme
    return ""


def _by_names(a: Print, b: Print) -> Likeness:
    if a.script == b.script == Script.LATIN:
        return _both_latin(a, b)
    if Script.LATIN in {a.script, b.script}:
        return _one_translated(a, b)
    return _both_original(a, b)


def _evidence(a: Print, b: Print) -> str:
    """What supports a name: the same website or the same address."""
    if a.host and a.host == b.host:
        return a.host
    return a.place if len(a.place) >= 8 and a.place == b.place else ""


def _listed_alike(a: Print, b: Print) -> str:
    """The number under which the lists of two editions have the same name: an organiser's own register goes on."""
    own_a, own_b = ({_within_edition(number) for number in one.identifiers} for one in (a, b))
    return next(iter(sorted((own_a & own_b) - {""})), "")


def _within_edition(number: tuple[str, str]) -> str:
    scheme, value = number
    return value.partition(":")[2] if scheme == Scheme.OWN else ""


def _countries_differ(a: Print, b: Print) -> bool:
    return bool(a.country and b.country and a.country != b.country)


def _numbered_apart(a: Print, b: Print) -> bool:
    """The fourteenth institute and the fifteenth are two, however alike their names are."""
    return _NUMBER.sub("", a.core.core) == _NUMBER.sub("", b.core.core) and _NUMBER.findall(
        a.core.core
    ) != _NUMBER.findall(b.core.core)


def _both_latin(a: Print, b: Print) -> Likeness:
    evidence = _evidence(a, b)
    if a.key == b.key:
        return _same_latin(a, b, evidence)
    if _countries_differ(a, b):
        return NOTHING
    if a.core.core == b.core.core:
        return _same_but_for_form(a, b, evidence)
    near = min(len(a.core.core), len(b.core.core)) >= 6 and (a.country == b.country or evidence)
    if not near or _numbered_apart(a, b):
        return NOTHING
    ratio = fuzz.ratio(a.core.core, b.core.core, score_cutoff=90)
    if ratio and evidence:
        return Likeness(80, phrase("Nearly the same name, and the same website or address."))
    if ratio >= 95:
        return Likeness(60, phrase("Nearly the same name in the same country."))
    return NOTHING


def _same_latin(a: Print, b: Print, evidence: str) -> Likeness:
    if _countries_differ(a, b):
        return Likeness(60, phrase("The same name in two countries."))
    if a.latin_is_own and b.latin_is_own:
        return Likeness(98, phrase("The same name in the same country."))
    if evidence:
        return Likeness(95, phrase("The same name, and the same website or address."))
    if _listed_alike(a, b):
        return Likeness(95, phrase("The same name, under the same number in two lists."))
    return Likeness(70, phrase("The same Latin name; nothing else says that it is one organisation."))


def _same_but_for_form(a: Print, b: Print, evidence: str) -> Likeness:
    one_without = not (a.core.form and b.core.form)
    if a.core.form == b.core.form or (one_without and evidence):
        if evidence or (a.latin_is_own and b.latin_is_own) or a.script == Script.HAN:
            return Likeness(92, phrase("The same name but for the way its legal form is written."))
        return Likeness(70, phrase("The same Latin name; nothing else says that it is one organisation."))
    if one_without:
        return Likeness(75, phrase("The same name, once without its legal form."))
    return Likeness(75 if evidence else 65, phrase("The same name with two legal forms."))


def _one_translated(a: Print, b: Print) -> Likeness:
    """One is known in its own script, the other by a Latin name only: at most a question."""
    same = a.latin_core.core and a.latin_core.core == b.latin_core.core
    if not same or _countries_differ(a, b):
        return NOTHING
    if _evidence(a, b):
        return Likeness(
            85, phrase("The same English name, and the same website or address; one has no other name.")
        )
    return Likeness(70, phrase("The same English name; one of them has no name in its own script."))


def _both_original(a: Print, b: Print) -> Likeness:
    if a.key == b.key:
        if _countries_differ(a, b):
            return Likeness(60, phrase("The same name in two countries."))
        backed = (a.country and a.country == b.country) or _evidence(a, b) or _listed_alike(a, b)
        if backed or len(a.core.core) >= 4:
            return Likeness(98, phrase("The same name in its own script."))
        return Likeness(75, phrase("The same short name; the country is not known of both."))
    if _countries_differ(a, b):
        return NOTHING
    if a.core.core == b.core.core:
        return _same_but_for_form(a, b, _evidence(a, b))
    if a.latin_key and a.latin_key == b.latin_key:
        return _same_english_other_original(a, b)
    near = min(len(a.core.core), len(b.core.core)) >= 8 and fuzz.ratio(a.core.core, b.core.core) >= 94
    if near and not _numbered_apart(a, b):
        return Likeness(60, phrase("Nearly the same name in its own script."))
    return NOTHING


def _same_english_other_original(a: Print, b: Print) -> Likeness:
    """Evidence against: who names two bodies differently in their own script means two bodies, or a part of one."""
    short, long = sorted((a.core.core, b.core.core), key=len)
    if long.startswith(short):
        return Likeness(
            60,
            phrase(
                "One English name for two names in the own script; one name contains the other, as a part's does."
            ),
        )
    return Likeness(50, phrase("One English name for two different names in the own script."))
