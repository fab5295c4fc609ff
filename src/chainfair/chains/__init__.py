"""Chains, links, flows, product codes, positions, offers, needs."""
