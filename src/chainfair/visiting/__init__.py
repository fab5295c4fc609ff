"""Registrations of visitors, on site and online."""
