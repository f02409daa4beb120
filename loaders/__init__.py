"""Loaders: from a plan's file to the records of what it says."""
