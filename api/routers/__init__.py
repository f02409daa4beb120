"""Routers translate HTTP and nothing else."""
