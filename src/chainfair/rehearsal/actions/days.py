"""The days of the fair: scans at the gates, sessions online, contacts at the stands."""

from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Hall
from chainfair.outcomes.actions import accept_contacts
from chainfair.outcomes.kinds import ContactSource, NewContact
from chainfair.presence.actions import enrol_devices, record_online_sessions, store_scans
from chainfair.presence.kinds import Direction, ScanEntry
from chainfair.presence.models import Device
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.stage import Stage, once

GATES_A_HALL = 2
EVENING = 19 * 60  # when the devices have uploaded their day
UPLOAD = 20_000


@once
def open_the_gates(stage: Stage) -> None:
    """Start the fair and enrol the scanners, two a hall."""
    step_edition(edition=stage.edition, to=EditionState.RUNNING, by=None, now=stage.moment(0, 7 * 60))
    halls = Hall.objects.filter(edition=stage.edition)
    names = [(f"{hall.code}-{gate}", hall) for hall in halls for gate in range(1, GATES_A_HALL + 1)]
    enrol_devices(edition=stage.edition, names=names, by=None, now=stage.before(2))


@once
def scan_at_the_gates(stage: Stage) -> None:
    """Scan everybody in, and out where they come back, day by day; now and then a badge nobody issued."""
    chance = rules.stream(stage.seed, "gates")
    devices = list(Device.objects.filter(edition=stage.edition).order_by("pk").values_list("pk", flat=True))
    sequences = dict.fromkeys(devices, 0)

    def entry(badge: str, day: int, minute: int, direction: Direction) -> ScanEntry:
        device = chance.choice(devices)
        sequences[device] += 1
        at = stage.moment(day, minute + chance.random())
        return ScanEntry(device, sequences[device], f"{chance.getrandbits(64):016x}", badge, at, direction)

    badges = stage.registrations
    for day in range(stage.rates.fair_days):
        entries = []
        for visit in stage.visits:
            if visit.day != day:
                continue
            badge = badges[visit.person][1]
            entries.append(entry(badge, day, visit.ins[0], Direction.IN))
            for out, back in zip(visit.outs, visit.ins[1:], strict=False):
                entries.append(entry(badge, day, out, Direction.OUT))
                entries.append(entry(badge, day, back, Direction.IN))
        unknown = round(len(entries) * stage.rates.refused_share)
        opening = stage.rates.opening_hour * 60
        for _ in range(unknown):
            badge, minute = f"{chance.getrandbits(128):032x}", opening + chance.randrange(300)
            entries.append(entry(badge, day, minute, Direction.IN))
        for chunk in stage.in_chunks(entries, f"gates, day {day + 1}", UPLOAD):
            store_scans(edition=stage.edition, entries=chunk, by=None, now=stage.moment(day, EVENING))


@once
def meet_online(stage: Stage) -> None:
    """Store the sessions of the online participants."""
    made = rules.made_sessions(rates=stage.rates, people=stage.people, seed=stage.seed)
    for chunk in stage.in_chunks(made, "online sessions"):
        record_online_sessions(
            edition=stage.edition,
            sessions=[
                (
                    stage.registrations[one.person][0],
                    stage.moment(one.day, one.minute),
                    one.seconds,
                    one.views,
                )
                for one in chunk
            ],
        )


@once
def meet_at_the_stands(stage: Stage) -> None:
    """Enter the contacts that visitors accepted at the stands, day by day."""
    made = rules.made_contacts(
        rates=stage.rates,
        exhibitors=stage.exhibitors,
        counterparts=stage.counterparts,
        links=stage.links,
        seed=stage.seed,
    )
    rows = stage.organisation_rows
    for day in range(stage.rates.fair_days):
        contacts = [
            NewContact(rows[one.exhibitor], rows[one.counterpart], ContactSource.SCAN, one.key_client)
            for one in made
            if one.day == day
        ]
        for chunk in stage.in_chunks(contacts, f"contacts, day {day + 1}", UPLOAD):
            accept_contacts(edition=stage.edition, contacts=chunk, by=None, now=stage.moment(day, EVENING))
