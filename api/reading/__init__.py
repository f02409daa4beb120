"""The views of the graph that the API and the page show: Cypher in, records of `schemas` out. No HTTP here."""
