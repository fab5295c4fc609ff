"""The course of a run: few points, lines that hold what was found, and the same on the page."""

from datetime import datetime

from django.test import Client

from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.meetings.actions import queue_timetable_run
from chainfair.meetings.bridge import Course
from chainfair.meetings.models import TimetableRun
from chainfair.meetings.queries import course_of
from chainfair.meetings.tasks import perform_now
from tests.meetings.lists import address, text
from tests.meetings.test_bridge import agree


def test_a_course_keeps_few_points_and_none_where_nothing_changed() -> None:
    course = Course()
    for step in range(1000):
        course.add(100, 200, 1000 - step // 2)
    assert len(course.points) <= 160
    assert (course.points[0][1:], course.points[-1][1:]) == ((100, 200, 1000), (100, 200, 501))
    assert [one[3] for one in course.points] == sorted((one[3] for one in course.points), reverse=True)


def test_lines_hold_a_value_until_the_next_and_end_at_the_last() -> None:
    course = course_of(
        {"course": [[0.0, 0, 200, 0], [1.0, 150, 200, 0], [2.0, 190, 195, 40], [4.0, 190, 195, 10]]}
    )
    assert course is not None
    assert course.weights == "0.0,80.0 100.0,80.0 100.0,16.0 300.0,16.0 300.0,16.0 300.0,16.0"
    assert course.discomforts == "100.0,0.0 300.0,0.0 300.0,60.0 300.0,60.0"
    assert (course.weight, course.bound, course.first_discomfort, course.discomfort) == (190, 195, 40, 10)
    assert (course_of({}), course_of({"course": [[0.0, 0, 9, 0]]})) == (None, None)


def test_a_run_stores_its_course_and_the_pages_draw_it(
    desk: Client, spring: Edition, participants: list[Participant], now: datetime
) -> None:
    agree(spring, participants[2], participants[0], now)
    run = perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    stored = TimetableRun.objects.get(pk=run.pk).figures
    assert stored["course"][-1][1:3] == [stored["weight"], stored["bound"]]
    sentence = "Weight placed: 1,000; 1,000 is proved to be the most (100.000%)."
    for page in ("timetables", "timetable"):
        values = {"version": 1} if page == "timetable" else {}
        assert sentence in text(desk.get(address(page, **values)))
