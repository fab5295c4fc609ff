"""Refusals of exhibiting."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class ExhibitsAlready(Refusal):
    """An organisation takes part in an edition once, in one role."""

    message = phrase(
        "%(count)s of these organisations take part in this edition already; nothing was entered."
    )


class HostMissing(Refusal):
    """Whoever is on somebody's stand names that exhibitor."""

    message = phrase("A %(role)s needs the main exhibitor whose stand it is on.")


class HostNotMain(Refusal):
    """Only a main exhibitor of the same edition can have guests."""

    message = phrase("Organisation %(host)s is no main exhibitor of this edition and cannot have guests.")


class MainHasNoHost(Refusal):
    """A main exhibitor contracts for itself."""

    message = phrase(
        "A main exhibitor stands on nobody's stand; leave the host empty or choose another role."
    )


class RoleNeeds(Refusal):
    """The roles differ by what is on the stand: own staff, own products."""

    message = phrase("A %(role)s has %(needs)s; what was declared does not fit.")


class StandTaken(Refusal):
    """A stand exists once a hall."""

    message = phrase("Stand %(code)s exists already in that hall; choose another number.")


class NoExhibitorHere(Refusal):
    """Stands, launches and signatures belong to exhibitors of the edition."""

    message = phrase("Participation %(participation)s does not belong to this edition.")


class LaunchOutOfStep(Refusal):
    """A launch goes its way one step at a time."""

    message = phrase("A launch that is “%(state)s” cannot become “%(to)s”; allowed is %(allowed)s.")


class SignedAlready(Refusal):
    """One signature per exhibitor."""

    message = phrase("%(count)s of these exhibitors have signed for the next edition already.")


class NothingToRenew(Refusal):
    """Only direct exhibitors have a contract to renew."""

    message = phrase("A %(role)s has no contract of its own to renew.")


class NoNameColumn(Refusal):
    """Without a name nobody can be listed."""

    message = phrase(
        "No column of “%(name)s” is known as a name; its headings are: %(headings)s. Say which one it is in a mapping:"
        ' name = "…".'
    )


class MappingUnreadable(Refusal):
    """A mapping is a small TOML or JSON file."""

    message = phrase(
        'The mapping “%(name)s” cannot be read (%(place)s); TOML such as name = "Company" is allowed.'
    )


class MappingFieldUnknown(Refusal):
    """A field that lists do not have."""

    message = phrase("The mapping names “%(field)s”; allowed are %(allowed)s.")


class MappingHeadingUnknown(Refusal):
    """A heading that this list does not have."""

    message = phrase(
        "The mapping gives “%(heading)s” for %(field)s; the headings of the list are: %(headings)s."
    )


class MappingColumnTwice(Refusal):
    """One column for two fields: one of them is a slip."""

    message = phrase(
        "The mapping gives “%(heading)s” for both %(first)s and %(second)s; one field for each column is allowed."
    )


class MappingValueWrong(Refusal):
    """A value for all rows that would be refused in each."""

    message = phrase("The mapping sets %(field)s to “%(value)s” for every row: %(why)s")


class CellRefused(Refusal):
    """A cell that cannot be taken; the row it stands in is left out."""

    message = phrase("This value cannot be taken.")


class CellsSurplus(CellRefused):
    """More cells than headings: a separator inside a cell without quotes, most likely."""

    message = phrase("The row has cells beyond the last heading; %(count)s cells are allowed.")


class CellTooLong(CellRefused):
    """Longer than what is kept."""

    message = phrase("The cell has %(length)s characters; at most %(limit)s are allowed.")


class CellDamaged(CellRefused):
    """A number that went through a spreadsheet's fifteen digits."""

    message = phrase(
        "Cell %(cell)s is a number of more than fifteen digits, and the spreadsheet has lost the last ones;"
        " format the column as text and enter it again."
    )


class StandsAndHallsDiffer(CellRefused):
    """Several halls belong to several stands, one each."""

    message = phrase("%(stands)s stands and %(halls)s halls; one hall for all or one for each is allowed.")


class NumberTwice(CellRefused):
    """One number in the list for two names."""

    message = phrase(
        "Row %(row)s has this number under another name, “%(other)s”; one number per exhibitor is allowed."
    )


class NameNeeded(CellRefused):
    """Nobody can be listed without a name."""

    message = phrase("A name in Chinese, English or any other language is needed.")


class RowsRefused(Refusal):
    """A list goes in whole, or without the refused rows once a person accepts that; never by half unasked."""

    message = phrase(
        "%(refused)s of %(rows)s rows of “%(name)s” are refused, first row %(row)s (%(column)s): %(why)s"
        " Nothing was written. Mend the file, or leave these rows out (on the command line with --accept-refused)."
    )


class ImportSettled(Refusal):
    """A preview is taken in or left once."""

    message = phrase("The list “%(name)s” is %(state)s already; upload it again to import it again.")
