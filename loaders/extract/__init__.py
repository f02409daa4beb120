"""Extraction: from a structured document to entities, relations and figures."""
