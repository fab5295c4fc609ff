"""Print the handbook's page about the shipped chains."""

from typing import Any

from django.core.management.base import BaseCommand

from chainfair.project.reference import shipped_chains_page


class Command(BaseCommand):
    help = (
        "Print docs/handbook/chains.md: each link of the shipped chains, each code beside its official title."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(shipped_chains_page(), ending="")
