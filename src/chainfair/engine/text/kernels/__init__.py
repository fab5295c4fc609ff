"""The loops of texts, compiled."""
