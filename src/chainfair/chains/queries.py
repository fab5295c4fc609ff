"""Reads about chains and who stands on them."""

from django.db.models import Q, QuerySet

from chainfair.chains.kinds import ChainState, CodeSystem, FactState
from chainfair.chains.models import Chain, Link, ProductCode
from chainfair.chains.rules import LIKELY
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase


def published_chains() -> QuerySet[Chain]:
    """The chains in force, services last."""
    return Chain.objects.filter(state=ChainState.PUBLISHED).order_by("is_service", "pk")


def get_chain(key: str) -> Chain:
    """The published version of a chain, or a refusal."""
    chain = published_chains().filter(key=key).first()
    if chain is None:
        raise NotFound(kind=phrase("chain"), name=key)
    return chain


def published_links() -> QuerySet[Link]:
    """The links of all chains in force, services among them, with their codes and chain."""
    return (
        Link.objects.filter(chain__state=ChainState.PUBLISHED)
        .select_related("chain")
        .prefetch_related("codes")
        .order_by("pk")
    )


def find_code(code: str) -> ProductCode | None:
    """A product code as somebody typed it, points and blanks aside."""
    plain = "".join(c for c in code if c.isdigit())
    return ProductCode.objects.filter(system=CodeSystem.HS2022, code=plain).first() if plain else None


def guessed() -> Q:
    """Suggested offers that are more likely wrong than right: for their own people to choose from, for nobody else."""
    return Q(state=FactState.SUGGESTED, score__lt=LIKELY)
