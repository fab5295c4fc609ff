"""Formats of dates as forms read and write them."""
