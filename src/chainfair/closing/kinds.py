"""Values of closing."""

from chainfair.ground.kinds import Worded, phrase


class StatementState(Worded):
    """A statement is provisional until frozen; a correction is a new, dated statement."""

    PROVISIONAL = "provisional", phrase("provisional")
    FROZEN = "frozen", phrase("frozen")
    PUBLISHED = "published", phrase("published")
    CORRECTED = "corrected", phrase("corrected")


class Comparator(Worded):
    """How exact a figure claims to be."""

    EXACT = "exact", phrase("exactly")
    OVER = "over", phrase("over")
    ABOUT = "about", phrase("about")


class Verdict(Worded):
    """What the relation checker says of published figures."""

    HOLDS = "holds", phrase("holds")
    CONFLICT = "conflict", phrase("conflict")
    NOT_COMPARABLE = "not_comparable", phrase("not comparable")
    IMPLIED = "implied", phrase("implied, unproven")
    EXPLAINED = "explained", phrase("explained")
    NOT_STATED = "not_stated", phrase("not stated")
