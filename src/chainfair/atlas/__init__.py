"""The chains of an edition: who stands where, what is missing, the map."""
