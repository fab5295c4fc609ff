"""Matching: against brute force on small cases, against an upper bound on large ones."""
