"""Classifications and chain versions, from files to tables; a second time changes nothing."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from chainfair.chains.kinds import ChainPlan, ChainState, CodeSystem
from chainfair.chains.models import Chain, Flow, Link, ProductCode
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.models import ReferenceLoad
from chainfair.people.actions import actor
from chainfair.people.models import Person

CodeRow = tuple[
    CodeSystem, str, str, str, float | None
]  # system, code, English title, Chinese title, upstreamness


def enter_classification(*, name: str, rows: Sequence[CodeRow], now: datetime) -> bool:
    """Enter product codes with their titles; skipped where just these rows were loaded before."""
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    if ReferenceLoad.objects.filter(name=name, digest=digest).exists():
        return False
    with transaction.atomic():
        ProductCode.objects.bulk_create(
            (
                ProductCode(system=system, code=code, title_en=en, title_zh=zh, upstreamness=upstreamness)
                for system, code, en, zh, upstreamness in rows
            ),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["system", "code"],
            update_fields=["title_en", "title_zh", "upstreamness"],
        )
        ReferenceLoad.objects.update_or_create(name=name, defaults={"digest": digest, "loaded_at": now})
    return True


def publish_chains(*, plans: Iterable[ChainPlan], by: Person | None, now: datetime) -> list[Chain]:
    """Publish chain versions that are not in force yet; the version before is superseded, not changed."""
    with transaction.atomic():
        published = [
            _publish(plan, by, now)
            for plan in plans
            if not Chain.objects.filter(key=plan.key, version=plan.version).exists()
        ]
        _attach_services()
    return published


def _publish(plan: ChainPlan, by: Person | None, now: datetime) -> Chain:
    Chain.objects.filter(key=plan.key, state=ChainState.PUBLISHED).update(state=ChainState.SUPERSEDED)
    chain = Chain.objects.create(
        key=plan.key,
        version=plan.version,
        year=plan.year,
        state=ChainState.PUBLISHED,
        name_en=plan.name_en,
        name_zh=plan.name_zh,
        about_en=plan.about_en,
        about_zh=plan.about_zh,
        is_service=plan.is_service,
        service_keys=list(plan.services),
    )
    links = {
        link.key: link
        for link in Link.objects.bulk_create(
            Link(chain=chain, key=one.key, number=number, name_en=one.name_en, name_zh=one.name_zh)
            for number, one in enumerate(plan.links)
        )
    }
    _join_codes(plan, links)
    Flow.objects.bulk_create(
        Flow(chain=chain, **{**asdict(one), "source": links[one.source], "target": links[one.target]})
        for one in plan.flows
    )
    record_events(
        [Happening("chain.published", Subject("chain", chain.pk), after=ChainState.PUBLISHED)],
        actor=actor(by),
        now=now,
    )
    return chain


def _join_codes(plan: ChainPlan, links: dict[str, Link]) -> None:
    wanted = {pair for one in plan.links for pair in one.codes}
    known = {
        (CodeSystem(row.system), row.code): row
        for row in ProductCode.objects.filter(code__in={code for _system, code in wanted})
    }
    through = Link.codes.through
    through.objects.bulk_create(
        through(link_id=links[one.key].pk, productcode_id=known[pair].pk)
        for one in plan.links
        for pair in dict.fromkeys(one.codes)
    )


def _attach_services() -> None:
    services = {
        link.key: link
        for link in Link.objects.filter(chain__is_service=True, chain__state=ChainState.PUBLISHED)
    }
    for chain in Chain.objects.filter(is_service=False, state=ChainState.PUBLISHED):
        chain.services.set(services[key] for key in chain.service_keys if key in services)
