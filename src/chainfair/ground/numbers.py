"""Numbers that stand in addresses, in forms and in what somebody searches for."""

DIGITS = 18  # more is no number of a row, and no whole number that both databases compare


def whole_number(text: object) -> int | None:
    """The number that a text is; None for anything else, raised digits and numbers without end among it."""
    written = str(text).strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) <= DIGITS else None
