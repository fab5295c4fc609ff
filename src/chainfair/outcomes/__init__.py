"""The ladder from contact to delivery."""
