"""Statistics, counting profiles, claims, the frozen statement."""
