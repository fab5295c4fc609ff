"""Participants, preferences, matching runs, suggestions and their reasons."""
