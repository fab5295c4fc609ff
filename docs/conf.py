"""How the handbook is built: `./chainfair check` does it, with every warning an error."""

project = "chainfair"
author = "the chainfair authors"
copyright = "the chainfair authors; Apache-2.0"  # noqa: A001 (the name Sphinx reads)
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist", "fieldlist"]
myst_heading_anchors = 3
html_theme = "alabaster"
html_theme_options = {"description": "runs a supply-chain fair"}
nitpicky = True
