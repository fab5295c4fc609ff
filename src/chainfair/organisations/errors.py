"""Why something said about an organisation cannot be taken; each says what is allowed."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class IdentifierRefused(Refusal):
    """A number that the register it is said to come from never gave out."""

    message = phrase("“%(value)s” is no %(scheme)s.")


class IdentifierLength(IdentifierRefused):
    """Too short or too long; what is missing cannot be guessed."""

    message = phrase("“%(value)s” has %(length)s characters; a %(scheme)s has %(allowed)s.")


class IdentifierCharacter(IdentifierRefused):
    """A character that the register does not use."""

    message = phrase(
        "“%(value)s” has “%(character)s” at position %(position)s; a %(scheme)s has one of %(allowed)s there."
    )


class IdentifierCheck(IdentifierRefused):
    """The check digits contradict the rest: somewhere a character is wrong."""

    message = phrase(
        "“%(value)s” fails its check: after the characters before it, position %(position)s of a %(scheme)s has to be"
        " %(expected)s, not %(found)s."
    )


class IdentifierDamaged(IdentifierRefused):
    """A number that a spreadsheet kept as a number lost its last digits."""

    message = phrase(
        "“%(value)s” was kept as a number and has lost digits (a spreadsheet keeps fifteen);"
        " write the %(scheme)s as text."
    )


class NameMissing(Refusal):
    """Nobody can be listed without a name."""

    message = phrase("A name in any language is needed.")


class NameTooLong(Refusal):
    """Longer than any name."""

    message = phrase("The name has %(length)s characters; at most %(limit)s are allowed.")


class CountryUnknown(Refusal):
    """Neither a code nor a name of a country or region."""

    message = phrase(
        "“%(value)s” is no country or region that is known; an ISO 3166-1 code or a usual name is allowed,"
        " such as DE, Germany, Deutschland or 德国."
    )


class QuestionDecided(Refusal):
    """Somebody has answered before."""

    message = phrase(
        "Whether “%(first)s” and “%(second)s” are one organisation was decided already: %(state)s."
    )


class DifferentRegistryNumbers(Refusal):
    """Two entries with two numbers of one register are two organisations."""

    message = phrase(
        "“%(first)s” and “%(second)s” have different numbers in one register (%(scheme)s); correct one number first."
    )
