"""Editions, halls, areas, days, slots, places, honours, appointments."""
