"""Why a file is refused whole: which file, where in it, what is allowed. One sentence each."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class TableRefused(Refusal):
    """A file that cannot be read as a table; nothing of it is used."""

    message = phrase("“%(name)s” cannot be read as a table.")


class FileEmpty(TableRefused):
    """No byte, or nothing but blanks."""

    message = phrase(
        "“%(name)s” holds no row: a list needs one line of headings and at least one row under it."
    )


class FileTooLarge(TableRefused):
    """More bytes than a list of a fair can have."""

    message = phrase("“%(name)s” has %(size)s bytes; at most %(limit)s are allowed.")


class UnpacksTooLarge(TableRefused):
    """A packed file that would grow beyond the limit, whether by mistake or as an attack."""

    message = phrase(
        "“%(name)s” grows beyond %(limit)s bytes when unpacked (reached in %(place)s); at most that many are allowed."
    )


class SheetTooWide(TableRefused):
    """One cell far off makes a reader hold everything between; a slip of a hand, or an attack."""

    message = phrase(
        "“%(name)s” spans %(rows)s rows and %(columns)s columns in %(place)s; at most %(limit)s cells are allowed."
    )


class NotATable(TableRefused):
    """A picture, a document, a web page: something else than a table, whatever its name says."""

    message = phrase(
        "“%(name)s” is of the kind %(found)s by its first bytes; CSV, CSV packed with gzip, and XLSX are allowed."
    )


class ArchiveDamaged(TableRefused):
    """A packed file that ends early or fails its checksum."""

    message = phrase("“%(name)s” is damaged: unpacking stops at %(place)s; send the file again, whole.")


class WorkbookUnreadable(TableRefused):
    """An archive that says it is a workbook and is not one that can be read."""

    message = phrase(
        "“%(name)s” is no readable workbook (%(place)s); save it again as .xlsx without a password."
    )


class SheetEmpty(TableRefused):
    """A workbook whose visible sheets hold nothing."""

    message = phrase("“%(name)s” has no visible sheet with a row; checked: %(sheets)s.")


class EncodingUnknown(TableRefused):
    """A name that is no encoding of text."""

    message = phrase(
        "“%(encoding)s” names no encoding; allowed are utf-8, utf-16, gb18030, big5, windows-1252 and the other names"
        " that Python knows."
    )


class EncodingWrong(TableRefused):
    """The bytes are not text in the encoding that was named."""

    message = phrase(
        "“%(name)s” is not %(encoding)s: line %(line)s, byte %(byte)s is 0x%(value)s; name the right encoding."
    )


class EncodingDamaged(TableRefused):
    """Nearly all of it is UTF-8, so one place is broken rather than the encoding another."""

    message = phrase(
        "“%(name)s” is UTF-8 but for line %(line)s, byte %(byte)s (0x%(value)s): mend it or name another encoding."
    )


class EncodingUnclear(TableRefused):
    """Several readings are possible and nothing is guessed silently."""

    message = phrase(
        "The encoding of “%(name)s” is unclear; line %(line)s reads %(readings)s."
        " Say which it is (on the command line with --encoding NAME)."
    )


class TextHasNul(TableRefused):
    """A NUL character: a binary file, or UTF-16 read as something else."""

    message = phrase("“%(name)s” has a NUL character in line %(line)s; text without NUL is allowed.")


class QuotesUnreadable(TableRefused):
    """Quotes that open and do not close, or close in the middle of a cell."""

    message = phrase(
        '“%(name)s” breaks off at a quote in line %(line)s; a cell with quotes is written "like ""this""".'
    )


class TooManyRows(TableRefused):
    """More rows than a list of a fair can have."""

    message = phrase("“%(name)s” has more than %(limit)s rows; split it.")


class TooManyColumns(TableRefused):
    """More columns than any list has: a wrong separator or a damaged file."""

    message = phrase("“%(name)s” has %(columns)s columns in row %(row)s; at most %(limit)s are allowed.")


class HeadingTwice(TableRefused):
    """Two columns with one heading: neither can be meant."""

    message = phrase(
        "“%(name)s” has the heading “%(heading)s” twice in row %(row)s; each heading once is allowed."
    )


class NoRows(TableRefused):
    """Headings and nothing under them."""

    message = phrase("“%(name)s” has headings in row %(row)s and no row under them.")


class CellTooLong(Refusal):
    """A workbook's cell has an end; CSV has none."""

    message = phrase(
        "Row %(row)s, column %(column)s has %(size)s characters; a workbook's cell holds %(limit)s: take CSV."
    )
