"""Refusals of meetings: what cannot be, which one, what to do instead."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class MeetsItself(Refusal):
    """Somebody asked for a meeting with their own organisation."""

    message = phrase("A meeting needs two organisations; %(who)s was named twice.")


class OtherEdition(Refusal):
    """Somebody named takes no part in this edition's matchmaking."""

    message = phrase("Participant %(participant)s takes no part in the matchmaking of this edition.")


class QuorumOutOfReach(Refusal):
    """A quorum below two or above the number of parties."""

    message = phrase(
        "A quorum of %(quorum)s is not possible with %(parties)s parties; allowed is 2 to %(parties)s."
    )


class PairHasMeeting(Refusal):
    """One live meeting per pair of organisations."""

    message = phrase(
        "%(first)s and %(second)s have a meeting already: %(state)s. Open it instead of asking again."
    )


class AssemblyHasMeeting(Refusal):
    """One live meeting of an assembly."""

    message = phrase("This assembly has a meeting already: %(state)s. Open it instead of asking again.")


class AssemblyTurnedDown(Refusal):
    """A table at which somebody does not want to sit."""

    message = phrase(
        "Somebody at this table does not want to sit there; ask those whom you want to meet one by one."
    )


class UnknownSlots(Refusal):
    """A proposed slot that this edition does not have."""

    message = phrase("This edition has no such slot (%(slots)s); choose among its slots.")


class NotAParty(Refusal):
    """Somebody acts on a meeting that they are no side of."""

    message = phrase("Participant %(participant)s is no party of meeting %(meeting)s.")


class NothingToAnswer(Refusal):
    """An answer to a meeting that waits for none."""

    message = phrase("This meeting waits for no answer any more: %(state)s.")


class AlreadyAnswered(Refusal):
    """A side that has answered, while others have not."""

    message = phrase("You have answered this request already; it waits for the other side.")


class AnswerTooLate(Refusal):
    """The answer-by date has passed."""

    message = phrase("The answer was due by %(answer_by)s; ask for a new meeting instead.")


class ReasonMissing(Refusal):
    """A decline without a reason helps nobody."""

    message = phrase("Say why you decline; one of the listed reasons is enough.")


class TimeMissing(Refusal):
    """A counter-proposal without a time."""

    message = phrase("Propose at least one other time.")


class NotYoursToWithdraw(Refusal):
    """Only who asked can withdraw."""

    message = phrase("Only who asked for this meeting can withdraw it; you can decline it.")


class NotYoursToCancel(Refusal):
    """One side of a group cannot call off what the others agreed on."""

    message = phrase(
        "%(sides)s organisations meet here; only who asked for it or the organiser calls it off. Give it to a"
        " colleague, or write to the organiser."
    )


class NotPossibleNow(Refusal):
    """A change that the state of the meeting does not allow."""

    message = phrase("This cannot be done while the meeting stands as “%(state)s”.")


class CannotCloseYet(Refusal):
    """The closing question before the meeting began."""

    message = phrase("This meeting begins at %(when)s; it can be closed after that.")


class NotInTeam(Refusal):
    """A colleague who does not act for the organisation."""

    message = phrase("%(who)s does not act for %(organisation)s; choose somebody of the team.")


class NobodyHasAgreed(Refusal):
    """A timetable of proposals cannot be published."""

    message = phrase(
        "Nobody has agreed to %(meetings)s of the %(placed)s meetings placed here, so this timetable cannot be"
        " published. Ask both sides first, or take these meetings out."
    )


class AnswersOutstanding(Refusal):
    """A timetable of requests that wait for an answer cannot be published."""

    message = phrase(
        "%(meetings)s of the %(placed)s meetings placed here wait for an answer, so this timetable cannot be"
        " published. Wait for the answers, or take these meetings out."
    )


class PlacesClosed(Refusal):
    """A draft from before places were closed, with meetings at them."""

    message = phrase(
        "%(meetings)s meetings of this timetable sit at places that have been closed for their time, so it cannot be"
        " published. Run again, or move these meetings first."
    )


class WaysTooLong(Refusal):
    """A draft from before ways between halls were said, in which somebody has no time to walk."""

    message = phrase(
        "Meetings of this timetable that follow another one in a hall too far away to walk from in time: %(meetings)s."
        " The ways between halls were set after it was made, so it cannot be published. Run again, or move these"
        " meetings first."
    )


class NothingPlaced(Refusal):
    """An empty timetable."""

    message = phrase("No meeting is placed in version %(version)s; there is nothing to publish.")


class NotADraft(Refusal):
    """A version that is published or superseded cannot be published again."""

    message = phrase("Version %(version)s is %(state)s; only a draft can be published.")


class VersionClosed(Refusal):
    """A superseded version is history."""

    message = phrase(
        "Version %(version)s is superseded and stays as it was; change the published version or a draft."
    )


class SeatTaken(Refusal):
    """A side has no free seat in that slot."""

    message = phrase("%(who)s already meets %(other)s at %(when)s.")


class TooFar(Refusal):
    """Nobody of a side could walk from one meeting to the other in time."""

    message = phrase(
        "%(who)s meets %(other)s in %(hall)s at %(when)s, too near to walk. Slots needed between that and here:"
        " %(slots)s; there are: %(between)s. Choose another time, or a place in %(hall)s."
    )


class PlaceTaken(Refusal):
    """The place is taken in that slot."""

    message = phrase("Place %(place)s is taken at %(when)s by %(who)s.")


class PlaceClosed(Refusal):
    """The place is closed or belongs to another edition."""

    message = phrase("Place %(place)s is not open for meetings; choose another.")


class NoPlaceLeft(Refusal):
    """All places are taken in that slot."""

    message = phrase("All %(places)s places are taken at %(when)s; choose another time.")


class NotAvailable(Refusal):
    """A side is not there in that slot."""

    message = phrase("%(who)s is not available at %(when)s.")


class NotPlaced(Refusal):
    """A meeting that this version does not place."""

    message = phrase("Meeting %(meeting)s is not placed in version %(version)s.")


class AlreadyPlaced(Refusal):
    """A meeting that this version places already."""

    message = phrase("Meeting %(meeting)s is placed in version %(version)s already; move it instead.")


class Pinned(Refusal):
    """A pinned meeting does not move."""

    message = phrase("This meeting is pinned at %(when)s; unpin it first.")


class OtherPinned(Refusal):
    """One of two meetings that would exchange their times is pinned."""

    message = phrase("The meeting of %(who)s is pinned at %(when)s; unpin it first.")


class NothingToSwap(Refusal):
    """An exchange that would change nothing."""

    message = phrase("Both meetings sit at %(when)s at the same place already; there is nothing to exchange.")


class OtherMissing(Refusal):
    """An exchange with nobody."""

    message = phrase("Say with which meeting this one exchanges its time.")


class NothingToPrint(Refusal):
    """Sheets of a version, a hall or a day in which nobody meets."""

    message = phrase("Nobody meets in this part of version %(version)s; there is nothing to print.")


class NotPublished(Refusal):
    """A calendar of a version that is not in force."""

    message = phrase(
        "Version %(version)s is not the published one; calendars follow the published timetable only. Print its"
        " sheet instead."
    )


class NothingToPlace(Refusal):
    """A run with no meeting that could be placed."""

    message = phrase(
        "There is no meeting to place: nobody has accepted one (%(waiting)s wait for an answer), and there are"
        " no suggestions to propose. Run matching first, or wait for answers."
    )


class NoSlots(Refusal):
    """An edition without meeting times."""

    message = phrase("Edition %(edition)s has no slots; set its days and slots first.")


class TimetableWrong(Refusal):
    """The engine's own check found a broken constraint; such a timetable is not stored."""

    message = phrase("The computed timetable breaks a rule and was not stored: %(violation)s")


class NotProposed(Refusal):
    """A time that the other side did not propose."""

    message = phrase("The other side did not propose %(when)s; send it as another time instead.")


class DiaryFull(Refusal):
    """A side has as many meetings as it wants."""

    message = phrase("%(who)s takes at most %(maximum)s meetings, and has them already.")


class SlotOver(Refusal):
    """A time of the running fair that has passed."""

    message = phrase("%(when)s is over; choose a time that is still to come.")


class UnknownSlot(Refusal):
    """A slot of another edition."""

    message = phrase("This edition has no such slot; choose among its slots.")


class NotLive(Refusal):
    """A late change of a version by which nobody goes."""

    message = phrase(
        "Version %(version)s is %(state)s; late changes are made in the published version. Run again instead."
    )


class PinInTheWay(Refusal):
    """What is pinned, or happens already, does not move for a late change."""

    message = phrase(
        "%(who)s meet at %(when)s; that is pinned or under way and stays. Unpin it or call it off first."
    )


class PinsInTheWay(Refusal):
    """Several that are pinned, or happen already."""

    message = phrase(
        "%(meetings)s meetings are pinned or under way and stay, the first of %(who)s at %(when)s. Unpin them or call"
        " them off first."
    )


class NoRoomForPin(Refusal):
    """What is in the way of a late pin cannot go."""

    message = phrase(
        "At %(when)s something pinned, a limit of one side or an agreed time leaves no room for this meeting; choose"
        " another time."
    )


class NothingToClose(Refusal):
    """A closure that names no open place, nor a hall."""

    message = phrase("Name a hall of this edition, or at least one of its open places.")


class NothingClosed(Refusal):
    """An opening of what is open."""

    message = phrase("None of these places is closed at these times; there is nothing to open again.")


class NotMissedYet(Refusal):
    """A no-show before the meeting begins."""

    message = phrase(
        "This meeting begins at %(when)s, so nobody has missed it yet. Say who cannot come then instead."
    )


class NobodyAbsent(Refusal):
    """A no-show that names no side of the meeting."""

    message = phrase("Say which side of the meeting did not come.")


class NoSuchTable(Refusal):
    """A closure that names a table the edition does not have."""

    message = phrase(
        "There is no table %(table)s in this edition; write it as it stands on the board, such as %(example)s."
    )
