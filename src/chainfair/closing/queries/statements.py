"""Statements as pages show them."""

from django.db.models import QuerySet

from chainfair.closing.models import Figure, Statement
from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase


def statements_of(edition: Edition, profile: str) -> QuerySet[Statement]:
    """All statements under a profile, the latest first."""
    return edition.statements.filter(profile=profile).order_by("-version")


def find_latest_statement(edition: Edition, profile: str) -> Statement | None:
    """The statement in force under a profile."""
    return statements_of(edition, profile).prefetch_related("figures").first()


def get_statement(edition: Edition, profile: str, version: int) -> Statement:
    """One statement, or a refusal."""
    found = statements_of(edition, profile).filter(version=version).first()
    if found is None:
        raise NotFound(kind=phrase("statement"), name=f"{profile} v{version}")
    return found


def get_figure(statement: Statement, key: str) -> Figure:
    """One figure of a statement, or a refusal."""
    found = statement.figures.filter(key=key).first()
    if found is None:
        raise NotFound(kind=phrase("figure"), name=key)
    return found
