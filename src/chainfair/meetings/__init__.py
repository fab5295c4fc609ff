"""Requests, timetable versions, places, agenda."""
