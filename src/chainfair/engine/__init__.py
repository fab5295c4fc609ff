"""The numeric core: problems and results; knows no Django, no database, no fair."""
