"""Made-up names of firms and people, in their own script, in Latin letters and in Chinese."""

from random import Random
from typing import NamedTuple

from chainfair.organisations.kinds import OrganisationKind
from chainfair.rehearsal.kinds import City, Tongue, Word, Wordbook
from chainfair.rehearsal.rules.chances import Urn

PLACES = {
    "HK": City("Hong Kong", "香港", "", 1),
    "MO": City("Macao", "澳门", "", 1),
    "TW": City("Taipei", "台北", "", 1),
}
TRIES = 40
GROUP_FORM = "集团有限公司"
GROUP = 500  # staff from which a firm may call itself a group


class FirmName(NamedTuple):
    """A firm's name in three writings, and where it sits if its name says so."""

    original: str
    latin: str
    chinese: str
    city: City | None


class PersonName(NamedTuple):
    """A person's name in their own script and in Latin letters."""

    original: str
    latin: str


class Namer:
    """Gives names that are not taken yet, by one chance."""

    def __init__(self, words: Wordbook, chance: Random) -> None:
        self.words = words
        self.chance = chance
        self.taken: set[str] = set()
        home = words.home
        self.cities = Urn(home.cities, [city.weight for city in home.cities])
        self.families = Urn(home.families, home.family_weights)
        self.forms = {kind: Urn(forms, home.form_weights[kind]) for kind, forms in home.forms.items()}

    def firm(self, country: str, area: str, kind: OrganisationKind, staff: int) -> FirmName:
        """Return a name nobody has yet; after many tries a number makes it different."""
        for attempt in range(TRIES):
            name = self._firm(country, area, kind, staff)
            if attempt == TRIES - 1:
                number = len(self.taken)
                name = FirmName(
                    f"{name.original} {number}",
                    f"{name.latin} {number}",
                    f"{name.chinese}{number}",
                    name.city,
                )
            keys = {name.original.casefold(), name.latin.casefold(), name.chinese}
            if not keys & self.taken:
                self.taken |= keys
                break
        return name

    def person(self, country: str) -> PersonName:
        """Return a person's name as they are common there; people may share one."""
        if self.words.tongue_of.get(country, "zh") == "zh":
            return self._person_at_home()
        tongue = self.words.tongues[self.words.tongue_of[country]]
        names = [self.chance.choice(tongue.givens), self.chance.choice(tongue.families)]
        if tongue.family_first:
            names.reverse()
        return PersonName(" ".join(name.original for name in names), " ".join(name.latin for name in names))

    def _person_at_home(self) -> PersonName:
        family = self.families.draw(self.chance)
        given = self.chance.choices(self.words.home.givens, k=1 + (self.chance.random() < 0.75))
        latin = "".join(word.latin for word in given).title()
        return PersonName(family.chinese + "".join(word.chinese for word in given), f"{family.latin} {latin}")

    def _firm(self, country: str, area: str, kind: OrganisationKind, staff: int) -> FirmName:
        if kind == OrganisationKind.INTERNATIONAL:
            return self._council(area)
        if self.words.tongue_of.get(country, "zh") == "zh":
            return self._firm_at_home(country, area, kind, staff)
        tongue = self.words.tongues[self.words.tongue_of[country]]
        if kind == OrganisationKind.INSTITUTION:
            return self._institute(tongue, area)
        return self._firm_abroad(tongue, country, area)

    def _council(self, area: str) -> FirmName:
        trade = self.chance.choice(self.words.home.trades[area])
        form = self.forms[OrganisationKind.INTERNATIONAL].draw(self.chance)
        latin = f"{form.latin} for {trade.latin}"
        return FirmName(latin, latin, f"{trade.chinese}{form.chinese}", None)

    def _firm_at_home(self, country: str, area: str, kind: OrganisationKind, staff: int) -> FirmName:
        city = PLACES.get(country) or self.cities.draw(self.chance)
        brand = self._brand_at_home()
        trade = self.chance.choice(self.words.home.trades[area])
        form = self.forms[kind].draw(self.chance)
        while staff < GROUP and form.chinese == GROUP_FORM:
            form = self.forms[kind].draw(self.chance)
        chinese = f"{city.chinese}{brand.chinese}{trade.chinese}{form.chinese}"
        return FirmName(chinese, f"{city.latin} {brand.latin} {trade.latin} {form.latin}", chinese, city)

    def _brand_at_home(self) -> Word:
        while True:
            head, tail = self.chance.choice(self.words.home.heads), self.chance.choice(self.words.home.tails)
            chinese = head.chinese + tail.chinese
            if chinese not in self.words.home.avoid and head.chinese != tail.chinese:
                latin = head.latin + tail.latin
                return Word(chinese, latin, chinese)

    def _firm_abroad(self, tongue: Tongue, country: str, area: str) -> FirmName:
        brand = self._brand_abroad(tongue)
        trade = self.chance.choice(tongue.trades[area])
        form = self.chance.choice(tongue.country_forms.get(country, tongue.forms))
        return FirmName(
            tongue.order.format(b=brand.original, t=trade.original, f=form.original),
            tongue.latin_order.format(b=brand.latin, t=trade.latin, f=form.latin),
            f"{brand.chinese}{trade.chinese}{form.chinese}",
            None,
        )

    def _institute(self, tongue: Tongue, area: str) -> FirmName:
        brand = self._brand_abroad(tongue)
        trade = self.chance.choice(self.words.home.trades[area])
        latin = f"{brand.latin} Institute of {trade.latin}"
        return FirmName(latin, latin, f"{brand.chinese}{trade.chinese}研究院", None)

    def _brand_abroad(self, tongue: Tongue) -> Word:
        head, tail = self.chance.choice(tongue.heads), self.chance.choice(tongue.tails)
        return Word(
            head.original + tongue.glue + tail.original,
            head.latin + tongue.glue + tail.latin,
            head.chinese + tail.chinese,
        )
