"""Applications, participations, stands, and the import of exhibitor lists."""
