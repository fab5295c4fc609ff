"""The sample edition: acts through the same actions as people do."""
