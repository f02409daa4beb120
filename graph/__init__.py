"""The graph: its ontology, the records that plans become, the store that keeps them, and the views of it."""
