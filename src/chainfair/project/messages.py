"""Message catalogues: what the sources say, brought into one catalogue per room and compiled from there.

Babel reads and writes them, since GNU gettext need not be installed. Python sources mark a sentence with one of
`MARKERS`; templates with `{% translate %}` and `{% blocktranslate %}`. A sentence belongs to the room whose folder
says it. English is the sentence itself; `LOCALES` are the other languages.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = Path(__file__).resolve().parent / "locale"
LOCALES = ("zh_Hans",)
MARKERS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "phrase": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_]\w*\)[sd]|%[sd]|\{[a-z_]\w*\}")


def rooms(package: Path = PACKAGE) -> list[str]:
    """Return the folders of the package that may say sentences."""
    return sorted(folder.name for folder in package.iterdir() if (folder / "__init__.py").exists())


def sentences_of(room: str, package: Path = PACKAGE) -> Catalog:
    """Return the catalogue of every sentence marked in the sources and templates of a room."""
    catalog = Catalog(domain="django", charset="utf-8")
    for file in sorted((package / room).rglob("*")):
        if file.suffix == ".py":
            text = file.read_text(encoding="utf-8")
        elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
            text = template_as_code(file.read_text(encoding="utf-8"), str(file))
        else:
            continue
        for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), MARKERS):
            catalog.add(found, context=context)
    return catalog


def template_as_code(source: str, origin: str) -> str:
    """Return a template with its sentences as calls and its other text blanked, as the Python extractor reads it."""
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    code: str = templatize(source, origin=origin)
    # A line of a page may begin anywhere; one of code may not.
    return "\n".join(line.strip() for line in code.splitlines())


def catalogue_file(room: str, locale: str, folder: Path = LOCALE) -> Path:
    """Return where the catalogue of a room in a language lies."""
    return folder / room / locale / "LC_MESSAGES" / "django.po"


def read_catalogue(file: Path, locale: str) -> Catalog:
    """Return a catalogue as it was written, or an empty one."""
    if not file.exists():
        return Catalog(locale=locale, domain="django", charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=locale, domain="django", charset="utf-8")


def update_catalogue(room: str, locale: str, folder: Path = LOCALE, package: Path = PACKAGE) -> list[Message]:
    """Bring one catalogue up to date with its sources; return the messages that still lack a translation."""
    file = catalogue_file(room, locale, folder)
    said = sentences_of(room, package)
    if not len(said):
        file.unlink(missing_ok=True)
        return []
    catalog = read_catalogue(file, locale)
    # A guess from a similar sentence is worse than a gap that a test reports.
    catalog.update(said, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_header(room, catalog) + written.getvalue().decode(), encoding="utf-8")
    return list(untranslated(catalog))


def _header(room: str, catalog: Catalog) -> str:
    # Without dates and names, so that a catalogue changes only where a sentence does.
    return (
        f"# The sentences of {room}, {catalog.locale_identifier}.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue that have no certain translation."""
    for message in catalog:
        if message.id and (message.fuzzy or not all(_as_tuple(message.string))):
            yield message


def misplaced(catalog: Catalog) -> Iterator[Message]:
    """Yield the translated messages whose placeholders are not those of the sentence."""
    for message in catalog:
        if not message.id:
            continue
        # A language with one plural form follows the sentence that names the number.
        expected = set(PLACEHOLDER.findall(_as_tuple(message.id)[-1]))
        if any(set(PLACEHOLDER.findall(said)) != expected for said in _as_tuple(message.string) if said):
            yield message


def _as_tuple(said: object) -> tuple[str, ...]:
    return tuple(said) if isinstance(said, list | tuple) else (str(said or ""),)


def compile_catalogues(files: Iterable[Path]) -> None:
    """Compile catalogues beside their sources, each put in place whole."""
    for file in files:
        catalog = read_catalogue(file, file.parent.parent.name)
        partial = file.with_suffix(".mo.new")
        with partial.open("wb") as target:
            write_mo(target, catalog)
        partial.replace(file.with_suffix(".mo"))


def main(arguments: list[str]) -> int:
    """Compile all catalogues, or update them and name what is not translated yet."""
    if arguments == ["compile"]:
        compile_catalogues(sorted(LOCALE.glob("*/*/LC_MESSAGES/*.po")))
        return 0
    lacking = 0
    for room in rooms():
        for locale in LOCALES:
            for message in update_catalogue(room, locale):
                lacking += 1
                sys.stderr.write(f"{room} {locale}: {_as_tuple(message.id)[0]}\n")
    sys.stdout.write(f"{lacking} without a translation\n")
    compile_catalogues(sorted(LOCALE.glob("*/*/LC_MESSAGES/*.po")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
