"""What the rehearsal is made from: the word lists that ship with it, and the chains."""

import tomllib
from functools import cache
from typing import Any

from chainfair.chains.kinds import CodeSystem
from chainfair.project.reference import HERE, chain_documents
from chainfair.rehearsal.kinds import City, Home, Input, Line, LinkOutline, Tongue, Word, Wordbook

WORDS = HERE / "rehearsal"


@cache
def wordbook() -> Wordbook:
    """The word lists for made-up names at home and abroad."""
    countries = _read("countries.toml")
    tongue_of = {code: row["tongue"] for row in countries["country"] for code in row["weights"]}
    weights = {code: weight for row in countries["country"] for code, weight in row["weights"].items()}
    weights.pop(countries["home"])
    return Wordbook(
        home_country=countries["home"],
        home=_home(_read("home.toml")),
        tongues={key: _tongue(table) for key, table in _read("tongues.toml").items()},
        tongue_of=tongue_of,
        country_weights=weights,
    )


@cache
def link_outlines() -> dict[str, LinkOutline]:
    """The links of the shipped chains by "chain/link", with what flows in and out of them."""
    documents = chain_documents()
    found: dict[str, LinkOutline] = {}
    for chain in documents.values():
        names = {link["key"]: _line(link, "name") for link in chain["links"]}
        for link in chain["links"]:
            ins = [flow for flow in chain["flows"] if flow["target"] == link["key"]]
            outs = [flow for flow in chain["flows"] if flow["source"] == link["key"]]
            goods = [(CodeSystem.HS2022, code) for code in link.get("goods", ())]
            activities = [(CodeSystem.ISIC4, code) for code in link.get("activities", ())]
            key = f"{chain['key']}/{link['key']}"
            found[key] = LinkOutline(
                key=key,
                area=chain["key"],
                name=names[link["key"]],
                lines=tuple(dict.fromkeys([names[link["key"]], *(_what(flow, names) for flow in outs)])),
                is_service=not goods,
                codes=(*goods, *activities),
                inputs=tuple(Input(f"{chain['key']}/{flow['source']}", _what(flow, names)) for flow in ins),
                outputs=tuple(f"{chain['key']}/{flow['target']}" for flow in outs),
            )
    return found


def _what(flow: dict[str, Any], names: dict[str, Line]) -> Line:
    """What flows, in the file's words, or else the name of the link it comes from."""
    return _line(flow, "what") if flow.get("what_en") else names[flow["source"]]


def _line(table: dict[str, Any], field: str) -> Line:
    english = table[f"{field}_en"]
    return Line(english[0].upper() + english[1:], table[f"{field}_zh"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / name).read_text(encoding="utf-8"))


def _words(entries: list[str]) -> tuple[Word, ...]:
    """Read `original|Latin|中文`, or `Latin|中文` where the original is Latin."""
    return tuple(_word(entry.split("|")) for entry in entries)


def _word(parts: list[str]) -> Word:
    return Word(*parts) if len(parts) == 3 else Word(parts[0], parts[0], parts[1])


def _people(entries: list[str]) -> tuple[Word, ...]:
    """Read `original|Latin`, or one of it where the original is Latin."""
    return tuple(Word(entry.split("|")[0], entry.split("|")[-1]) for entry in entries)


def _tongue(table: dict[str, Any]) -> Tongue:
    return Tongue(
        order=table["order"],
        latin_order=table.get("latin_order", table["order"]),
        glue=table.get("glue", ""),
        family_first=table.get("family_first", False),
        heads=_words(table["heads"]),
        tails=_words(table["tails"]),
        families=_people(table["families"]),
        givens=_people(table["givens"]),
        forms=_words(table["forms"]),
        country_forms={code: _words(forms) for code, forms in table.get("country_forms", {}).items()},
        trades={area: _words(trades) for area, trades in table["trades"].items()},
    )


def _home(table: dict[str, Any]) -> Home:
    cities = [row.split("|") for row in table["cities"]]
    families = [row.rsplit("|", 1) for row in table["families"]]
    forms = {kind: [row.rsplit("|", 1) for row in rows] for kind, rows in table["forms"].items()}
    return Home(
        heads=_words(table["heads"]),
        tails=_words(table["tails"]),
        avoid=frozenset(table["avoid"]),
        cities=tuple(City(row[0], row[1], row[2], int(row[3])) for row in cities),
        families=_words([row[0] for row in families]),
        family_weights=tuple(int(row[1]) for row in families),
        givens=_words(table["givens"]),
        trades={area: _words(trades) for area, trades in table["trades"].items()},
        forms={kind: _words([row[0] for row in rows]) for kind, rows in forms.items()},
        form_weights={kind: tuple(int(row[1]) for row in rows) for kind, rows in forms.items()},
    )
