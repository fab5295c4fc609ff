"""Compiled inner loops of the timetable: arrays in, arrays changed in place, no meaning."""
