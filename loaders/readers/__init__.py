"""Readers: one module a file format, each from bytes to text."""
