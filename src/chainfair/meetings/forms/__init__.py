"""Shapes of what one asks of meetings."""
