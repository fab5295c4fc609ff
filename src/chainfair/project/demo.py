"""The sample edition for whoever wants to look: made, reported, with a way in for each role."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from chainfair.project.progress import bar
from chainfair.project.readiness import make_ready
from chainfair.rehearsal.kinds import Report
from chainfair.rehearsal.tasks import build_demo


def build(*, scale: float, seed: int, fresh: bool, now: datetime) -> Report:
    """Make the tables ready, and the sample edition or what is missing of it."""
    make_ready()
    return build_demo(scale=scale, seed=seed, fresh=fresh, now=now, progress=bar)


def report_lines(report: Report, address: str) -> Iterator[str]:
    """What stands now: each count beside what was asked for, the rates behind them, and the links."""
    yield _("Sample edition %(edition)s: every organisation and person in it is made up.") % {
        "edition": report.edition
    }
    yield ""
    yield f"{_('wanted'):>10} {_('stated'):>10} {_('counted'):>10}  {_('what')}"
    for line in report.counts:
        yield f"{line.wanted:>10,} {line.stated:>10,} {line.counted:>10,}  {line.what}"
    yield ""
    for rate in report.rates:
        # What has several values stands after its meaning, or one long line would push all the others aside.
        if "," in rate.value and " " in rate.value:
            yield f"{'':>10}  {rate.what}: {rate.value} ({rate.source})"
        else:
            yield f"{rate.value:>10}  {rate.what} ({rate.source})"
    yield ""
    for link in report.links:
        yield f"{address}{link.path}  {_(link.role)}, {link.name}"
