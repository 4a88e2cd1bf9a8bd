"""The second opinion: random questions in ODSQL and, from the same tree, in SQL for DuckDB.

`dirty` makes the data, `tables` loads it, `literals` writes values in both languages, `values` and `conditions` grow expressions,
`questions`, `groups` and `facets` put them together, `answers` says whether two answers are the same.
"""
