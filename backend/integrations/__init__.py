"""The outside world, behind our own words."""
