"""Accounts and consent."""
