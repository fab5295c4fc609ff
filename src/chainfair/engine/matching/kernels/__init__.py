"""The loops of matching, compiled by numba; each kept whole."""
