"""Who exhibits: the organisations themselves, their roles, stands, launches and signatures."""

from chainfair.exhibiting.actions import (
    accept_participations,
    allocate_stands,
    claim_launches,
    sign_renewals,
    step_launches,
)
from chainfair.exhibiting.kinds import ExhibitorRole, LaunchState, NewLaunch, NewParticipation, NewStand
from chainfair.exhibiting.models import Launch, Participation
from chainfair.fairs.kinds import HonourKind
from chainfair.fairs.models import Area, Hall
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation, Scheme
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.opening import BEGINNING, PROVINCES
from chainfair.rehearsal.actions.stage import MARK, SOURCE, Stage, once
from chainfair.rehearsal.kinds import MadeOrganisation, MadeParticipation


@once
def enter_the_organisations(stage: Stage) -> None:
    """Enter everybody who takes part; each is marked as made up."""
    now, year = stage.before(BEGINNING), stage.starts_on.year
    for chunk in stage.in_chunks(stage.organisations, "organisations"):
        entries = [_entry(one, year) for one in chunk]
        enter_organisations(entries=entries, source=SOURCE, by=None, now=now)


def _entry(one: MadeOrganisation, year: int) -> NewOrganisation:
    return NewOrganisation(
        name=one.name,
        name_latin=one.name_latin,
        kind=one.kind,
        country=one.country,
        city=one.city,
        website=f"https://{one.slug}.example/",
        staff=one.staff,
        made_up=True,
        other_names=() if one.name_chinese == one.name else (one.name_chinese,),
        identifiers=((Scheme.OWN, f"{MARK}{one.number}"),),
        traits=tuple((trait, year) for trait in one.traits),
    )


@once
def accept_the_exhibitors(stage: Stage) -> None:
    """Accept everybody's participation, in the area of their chain, and give the main exhibitors their stands."""
    edition, rows = stage.edition, stage.organisation_rows
    areas = dict(Area.objects.filter(edition=edition).values_list("chain__key", "pk"))
    honours = _honours(stage)

    def entry(one: MadeParticipation) -> NewParticipation:
        made = stage.organisations[one.organisation]
        return NewParticipation(
            organisation=rows[one.organisation],
            role=one.role,
            host=None if one.host is None else rows[one.host],
            area=areas[made.area],
            honour=honours.get(made.province) or honours.get(made.country),
            contract_country=made.country,
            own_staff=one.role != ExhibitorRole.REPRESENTED,
            own_products=one.role != ExhibitorRole.BROUGHT,
        )

    accepted = accept_participations(
        edition=edition, entries=[entry(one) for one in stage.participations], by=None, now=stage.before(120)
    )
    _allocate(stage, accepted)


def _honours(stage: Stage) -> dict[str, int]:
    provinces = {english: code for code, (english, _chinese) in PROVINCES.items()}
    return {
        one.country if one.kind == HonourKind.COUNTRY else provinces[one.name_en]: one.pk
        for one in stage.edition.honours.all()
    }


def _allocate(stage: Stage, accepted: list[Participation]) -> None:
    halls = dict(Hall.objects.filter(edition=stage.edition).values_list("code", "pk"))
    contractors = {one.organisation_id: one for one in accepted}
    guests: dict[int, list[int]] = {}
    for one in accepted:
        if one.host_id is not None and one.role != ExhibitorRole.REPRESENTED:
            guests.setdefault(one.host_id, []).append(one.pk)
    stands = rules.made_stands(
        rates=stage.rates, organisations=stage.organisations, participations=stage.participations
    )
    entries = []
    for stand in stands:
        contractor = contractors[stage.organisation_rows[stand.organisation]].pk
        users = (contractor, *guests.get(contractor, ()))
        entries.append(NewStand(stand.code, users, halls[stand.hall], stand.net_area))
    allocate_stands(edition=stage.edition, entries=entries, by=None, now=stage.before(90))


@once
def claim_the_launches(stage: Stage) -> None:
    """Claim first showings, and check their evidence."""
    participations = _participation_rows(stage)
    made = rules.made_launches(
        rates=stage.rates,
        organisations=stage.organisations,
        participations=stage.participations,
        links=stage.links,
        seed=stage.seed,
    )
    launches = claim_launches(
        edition=stage.edition,
        entries=[
            NewLaunch(
                participation=participations[stage.organisation_rows[one.organisation]],
                title_en=one.title_en,
                title_zh=one.title_zh,
                showing=one.showing,
                reach=one.reach,
                evidence=f"declaration of {stage.organisations[one.organisation].name_latin}",
                presents_at=stage.moment(one.day, one.minute),
            )
            for one in made
        ],
        by=None,
        now=stage.before(40),
    )
    step_launches(launches=launches, to=LaunchState.CHECKED, by=None, now=stage.before(20))


@once
def show_the_launches(stage: Stage) -> None:
    """Present the launches on their days; the fair is over when the last was shown."""
    for day in range(stage.rates.fair_days):
        shown = Launch.objects.filter(
            edition=stage.edition,
            presents_at__gte=stage.moment(day, 0),
            presents_at__lt=stage.moment(day + 1, 0),
        )
        step_launches(launches=list(shown), to=LaunchState.PRESENTED, by=None, now=stage.moment(day, 18 * 60))


@once
def sign_for_the_next(stage: Stage) -> None:
    """Let some of the direct exhibitors sign for the next edition before the doors close."""
    again = rules.signing_again(rates=stage.rates, participations=stage.participations, seed=stage.seed)
    organisations = {stage.organisation_rows[one.organisation] for one in again}
    rows = Participation.objects.filter(edition=stage.edition, organisation__in=organisations).order_by("pk")
    sign_renewals(participations=list(rows), by=None, now=stage.moment(stage.rates.fair_days - 1, 15 * 60))


def _participation_rows(stage: Stage) -> dict[int, int]:
    return dict(Participation.objects.filter(edition=stage.edition).values_list("organisation_id", "pk"))
