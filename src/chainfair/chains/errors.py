"""Refusals about offers and needs, and about chain files, where every refusal names the place in the file."""

from typing import ClassVar

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class EmptyTrade(Refusal):
    """An offer or a need says what it is about."""

    message = phrase("Say what it is: choose a link, a product code, or describe it in words.")


class UnclearQuantity(Refusal):
    """A number of a quantity that reads as two: nobody guesses between ten and ten thousand."""

    message = phrase(
        "“%(written)s” reads in two ways: write %(thousands)s for thousands, or %(decimal)s for a decimal number."
    )


class ChainRefused(Refusal):
    """A chain as it is written down cannot be taken; `place` says where."""

    message: ClassVar[str] = phrase("%(place)s: this chain cannot be taken.")


class FieldMissing(ChainRefused):
    """A field that every chain, link or flow states is not there."""

    message = phrase("%(place)s: “%(field)s” is missing.")


class FieldUnknown(ChainRefused):
    """A field nobody reads is a slip of the pen."""

    message = phrase("%(place)s: “%(field)s” is not a field here; allowed are %(allowed)s.")


class TableExpected(ChainRefused):
    """A chain, link or flow is not written as fields."""

    message = phrase("%(place)s: fields are expected here: %(allowed)s.")


class TextExpected(ChainRefused):
    """A name, key or sentence is empty or no text."""

    message = phrase("%(place)s: “%(field)s” must be a text and must not be empty.")


class TextTooLong(ChainRefused):
    """A text is longer than the place where it is kept and shown."""

    message = phrase("%(place)s: “%(field)s” has %(length)d characters; at most %(limit)d are allowed.")


class NumberExpected(ChainRefused):
    """Versions and years are whole numbers."""

    message = phrase("%(place)s: “%(field)s” must be a whole number of at least 1.")


class YesOrNoExpected(ChainRefused):
    """A flag is true or false."""

    message = phrase("%(place)s: “%(field)s” must be true or false.")


class ListExpected(ChainRefused):
    """Codes and services are lists of texts; links and flows are lists of tables."""

    message = phrase("%(place)s: “%(field)s” must be a list and must not be empty.")


class KeyMalformed(ChainRefused):
    """Keys stand in addresses."""

    message = phrase(
        "%(place)s: the key “%(key)s” may hold small Latin letters, digits and single hyphens only."
    )


class KeyTwice(ChainRefused):
    """Two links of one chain have the same key."""

    message = phrase("%(place)s: the key “%(key)s” is taken by link %(first)d already.")


class ChineseNameExpected(ChainRefused):
    """The Chinese name holds no Chinese character."""

    message = phrase("%(place)s: “%(value)s” is no Chinese name.")


class CodeMissing(ChainRefused):
    """A link without a code can be found by nobody."""

    message = phrase("%(place)s: the link needs at least one HS 2022 code or ISIC Rev.4 class.")


class GoodsCodeUnknown(ChainRefused):
    """No such heading or subheading."""

    message = phrase("%(place)s: “%(code)s” is no heading (4 digits) or subheading (6 digits) of HS 2022.")


class ActivityCodeUnknown(ChainRefused):
    """No such class of activities."""

    message = phrase("%(place)s: “%(code)s” is no class (4 digits) of ISIC Rev.4.")


class CodeTwice(ChainRefused):
    """A link states a code twice."""

    message = phrase("%(place)s: the code %(code)s is stated twice.")


class FlowEndUnknown(ChainRefused):
    """A flow begins or ends at a link that is not there."""

    message = phrase("%(place)s: the chain has no link “%(key)s”.")


class FlowToItself(ChainRefused):
    """A link does not supply itself."""

    message = phrase("%(place)s: the flow begins and ends at “%(key)s”.")


class FlowTwice(ChainRefused):
    """Two flows join the same links in the same direction."""

    message = phrase("%(place)s: flow %(first)d joins “%(source)s” to “%(target)s” already.")


class FlowsInCircle(ChainRefused):
    """Flows run in a circle and none of them is declared as recycling."""

    message = phrase("%(place)s: the flows run in a circle: %(path)s. Mark the flow that recycles.")


class RecyclingWithoutCircle(ChainRefused):
    """A flow declared as recycling leads back to nothing."""

    message = phrase("%(place)s: nothing leads from “%(target)s” to “%(source)s”, so it does not recycle.")


class ChainInPieces(ChainRefused):
    """Some links are joined to the others by no flow."""

    message = phrase("%(place)s: no flow joins these links to the rest: %(links)s.")


class ServiceUnknown(ChainRefused):
    """The chain shows a service link that no service chain has."""

    message = phrase("%(place)s: no service chain has a link “%(key)s”.")
