"""Badges, scans, entries, online sessions."""
