"""Texts: terms, digests, vectors, suggested codes."""
