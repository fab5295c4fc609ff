"""Numbers as people write them in English and Chinese: read where they read in one way, and written so that they do."""

import re
from decimal import Decimal

DIGITS = dict(zip("零一二三四五六七八九〇两", (*range(10), 0, 2), strict=True))
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMERALS = "".join((*DIGITS, *UNITS))
# Before these a point parts decimals: nobody writes ten thousand times ten thousand.
MANY = re.compile(
    r"\s*(?:[十百千]*[万亿百千]|k(?![a-z0-9])|thousand|million|mn(?![a-z])|mio|billion|lakh|crore)",
    re.IGNORECASE,
)
NUMBER = (
    r"(?<![a-z0-9/⁄٫^×点])(?<![0-9][.,])(?<![^a-z]\.)(?<!^[-−.])(?<!\s[-−])"
    r"(?:[0-9]{1,3}(?:[ ’'][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
)
WRITTEN = re.compile(NUMBER, re.IGNORECASE)
WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
RUN = re.compile(rf"(?<![0-9.,])(?<![0-9][ ’'])[0-9.]*[{NUMERALS}][0-9.{NUMERALS}]*")
ABOUT = re.compile(rf"(?<=[0-9{''.join(DIGITS)}十百千])[几数多余来+](?=[十百千万亿])")


class UnclearNumberError(ValueError):
    """A number that reads in two ways, and how each of the two is written so that it reads in one."""

    def __init__(self, written: str, decimal: str, thousands: str) -> None:
        """Say so in one sentence."""
        super().__init__(
            f"“{written}” reads in two ways: {thousands} with thousands, {decimal} with decimals"
        )
        self.written, self.decimal, self.thousands = written, decimal, thousands


def with_plain_marks(text: str) -> str:
    """Return a text in which digits, points, commas and blanks of numbers are those of a keyboard."""
    narrow = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text.translate(WIDE))
    # A full-width comma parts thousands before three digits; else what follows is another number.
    return re.sub(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))", ",", narrow)


def number_of(written: str, after: str = "") -> Decimal | None:
    """Return what a text of the form `NUMBER` is, none where it is no number; `after` is what follows it.

    Blanks and apostrophes part thousands, commas groups of three digits, of two as in India, of four as in China. A
    comma before one or two digits is a decimal point. A point before three digits, and a comma before four, is either,
    unless what precedes or follows it tells: then `UnclearNumberError` is raised.
    """
    marks = re.sub(r"[0-9]", "", written)
    if {*marks} & {*" ’'"}:
        return Decimal(re.sub(r"[ ’']", "", written).replace(",", "."))
    if not marks:
        return Decimal(written)
    if len(marks) > 1:
        return _of_many(written, marks)
    whole, end = re.split(r"[.,]", written)
    decimal, grouped = Decimal(f"{whole}.{end}"), Decimal(whole + end)
    if whole.startswith("0") or len(whole) > 3 or (MANY.match(after) and marks == "."):
        return decimal
    if marks == "," and len(end) == 3:
        return grouped
    if len(end) != (3 if marks == "." else 4):
        return decimal
    raise UnclearNumberError(written, in_one_way(decimal), in_one_way(grouped))


def _of_many(written: str, marks: str) -> Decimal | None:
    """Return a number with several marks: the last is the decimal point if it is another than those before it."""
    inner, last = marks[0], marks[-1]
    whole, end = written.rsplit(last, 1) if last != inner else (written, "")
    if marks[:-1].count(inner) < len(marks) - 1 or not _is_grouped(whole, inner):
        return None
    return Decimal(whole.replace(inner, "") + (f".{end}" if end else ""))


def _is_grouped(whole: str, mark: str) -> bool:
    first, *groups = whole.split(mark)
    sizes = [len(group) for group in groups]
    if mark == "," and sizes[-1] == 3 and {*sizes[:-1]} == {2}:
        return len(first) <= 2
    return {*sizes} in ({3}, {4} if mark == "," else {3}) and len(first) <= sizes[0]


def in_one_way(number: Decimal, *, before_many: bool = False) -> str:
    """Write a number so that it reads in one way: commas part thousands, a point decimals."""
    whole, _point, end = f"{number:f}".partition(".")
    end = end.rstrip("0")
    if len(end) == 3 and 0 < int(whole) < 1000 and not before_many:
        end += "0"
    return f"{int(whole):,}" + (f".{end}" if end else "")


def written_in_one_way(text: str) -> str:
    """Return a text whose numbers read in one way; raises `UnclearNumberError` for the first that reads in two."""
    text = with_plain_marks(text)

    def rewritten(found: re.Match[str]) -> str:
        after = text[found.end() :]
        number = number_of(found[0], after)
        if number is None or found[0].isdigit():
            return found[0]
        return in_one_way(number, before_many=MANY.match(after) is not None)

    return WRITTEN.sub(rewritten, text)


def with_digits(text: str) -> str:
    """Return a text in which Chinese numerals are digits: 十万吨 is 10万吨, 三千五百件 is 3500件, 1万5千 is 15000.

    What names two neighbours at once (两三千) stays as it is.
    """
    return RUN.sub(lambda found: _in_digits(found[0]), ABOUT.sub("", text))


def _in_digits(run: str) -> str:
    # One large unit at the end stays: a range before it may share it.
    tail = run[-1] if run[-1] in "万亿" and not {*run[:-1]} & {*"万亿"} else ""
    value = _value(run[: len(run) - len(tail)])
    return run if value is None else f"{value.normalize():f}{tail}"


def _value(run: str) -> Decimal | None:
    """Return what digits and numerals are together; none is one, as in 万吨."""
    if not run:
        return Decimal(1)
    total, section, digit, last = Decimal(0), Decimal(0), Decimal(0), 0
    for part in re.findall(rf"[0-9]+(?:\.[0-9]+)?|[{NUMERALS}]|.", run):
        if part in UNITS and UNITS[part] < 10**4:
            section += (digit or 1) * UNITS[part]
            digit, last = Decimal(0), UNITS[part]
        elif part in UNITS:
            whole = part == "亿"  # all before it, 万亿 among it
            total = ((total if whole else 0) + section + digit or Decimal(1)) * UNITS[part] + (
                0 if whole else total
            )
            section, digit, last = Decimal(0), Decimal(0), UNITS[part]
        elif part == "." or digit:
            return None
        else:
            digit = Decimal(DIGITS.get(part, part))
            last = last if digit else 0
    # 一万五 is 15,000, 一百二 is 120; 一百零二 is 102.
    return total + section + digit * (last // 10 if last > 10 and digit < 10 else 1)
