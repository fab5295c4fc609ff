"""Loads the shipped classifications and chains; a second time changes nothing."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from chainfair.chains.actions import enter_classification, publish_chains
from chainfair.chains.kinds import CodeSystem
from chainfair.project import reference


class Command(BaseCommand):
    help = "Load the shipped product codes and chains."

    def handle(self, **_options: object) -> None:
        now = timezone.now()
        positions = reference.goods_positions()
        goods = [
            (
                CodeSystem.HS2022,
                title.code,
                title.title_en,
                title.title_zh,
                positions[title.code].upstreamness_us_2012 if title.code in positions else None,
            )
            for title in reference.goods_titles()
        ]
        activities = [
            (CodeSystem.ISIC4, title.code, title.title_en, title.title_zh, None)
            for title in reference.activity_titles()
        ]
        enter_classification(name="goods", rows=goods, now=now)
        enter_classification(name="activities", rows=activities, now=now)
        publish_chains(plans=reference.chain_plans(), by=None, now=now)
