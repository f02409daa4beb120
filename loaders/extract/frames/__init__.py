"""Frames: each module reads one kind of relation out of a plan's scenes."""
