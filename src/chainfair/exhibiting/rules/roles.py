"""Pure decisions about exhibitors: roles and what they need, steps of a launch."""

from collections.abc import Container

from chainfair.exhibiting.errors import (
    HostMissing,
    HostNotMain,
    LaunchOutOfStep,
    MainHasNoHost,
    NothingToRenew,
    RoleNeeds,
)
from chainfair.exhibiting.kinds import ExhibitorRole, LaunchState, NewParticipation, ParticipationState
from chainfair.ground.kinds import phrase

DIRECT = frozenset({ExhibitorRole.MAIN, ExhibitorRole.CO})
NEEDS = {
    ExhibitorRole.MAIN: phrase("own staff"),
    ExhibitorRole.CO: phrase("own staff and own products"),
    ExhibitorRole.BROUGHT: phrase("own staff or own products, not both"),
    ExhibitorRole.REPRESENTED: phrase("products only"),
}
LAUNCH_STEPS = {
    LaunchState.CLAIMED: (LaunchState.CHECKED,),
    LaunchState.CHECKED: (LaunchState.SCHEDULED, LaunchState.PRESENTED),
    LaunchState.SCHEDULED: (LaunchState.LIFTED, LaunchState.PRESENTED),
    LaunchState.LIFTED: (LaunchState.PRESENTED,),
    LaunchState.PRESENTED: (LaunchState.COUNTED,),
    LaunchState.COUNTED: (),
}


def check_role(new: NewParticipation, mains: Container[int]) -> None:
    """Refuse a role that its host, staff and products do not carry; `mains` are organisations that can be hosts.

    A list that was read may not say who stands with whom: what is only listed needs no host yet.
    """
    if new.role == ExhibitorRole.MAIN and new.host is not None:
        raise MainHasNoHost
    if new.role != ExhibitorRole.MAIN:
        if new.host is None and new.state == ParticipationState.CONFIRMED:
            raise HostMissing(role=new.role.word)
        if new.host is not None and new.host not in mains:
            raise HostNotMain(host=new.host)
    if new.state == ParticipationState.CONFIRMED and not _fits(new):
        raise RoleNeeds(role=new.role.word, needs=NEEDS[new.role])


def _fits(new: NewParticipation) -> bool:
    if new.role == ExhibitorRole.MAIN:
        return new.own_staff
    if new.role == ExhibitorRole.CO:
        return new.own_staff and new.own_products
    if new.role == ExhibitorRole.BROUGHT:
        return new.own_staff != new.own_products
    return new.own_products and not new.own_staff


def check_launch_step(before: LaunchState, after: LaunchState) -> None:
    """Whether a launch may take a step."""
    allowed = LAUNCH_STEPS[before]
    if after not in allowed:
        words = ", ".join(one.word for one in allowed) or "–"
        raise LaunchOutOfStep(state=before.word, to=after.word, allowed=words)


def check_renewal(role: str, state: str) -> None:
    """Only a direct exhibitor that is confirmed has a contract to renew."""
    if role not in DIRECT or state != ParticipationState.CONFIRMED:
        raise NothingToRenew(role=ExhibitorRole(role).word)
