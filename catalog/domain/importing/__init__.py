"""The steps of an import, from a file to rows; `catalog.domain.imports` puts them together.

targets.py   the catalog it goes into, or the one that will be made
planning.py  the sheet, understood, and where each of its columns goes
deciding.py  what each row means: new, changed, the same, not to be had
writing.py   rows, pictures' places and the change log, in batches
pictures.py  files by name and by code onto rows
results.py   counts and everything that has to be told
"""
