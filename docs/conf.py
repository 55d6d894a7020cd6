"""The documentation site: `sphinx-build -W docs site` builds it, and fails at a broken link."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import generate  # beside this file

generate(Path(__file__).parent / "generated")

project = "hmip-rules"
copyright = "the developers of hmip-rules"  # noqa: A001  # Sphinx calls it so
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
html_theme = "furo"
html_title = "hmip-rules"
html_static_path = ["static"]
html_css_files = ["examples.css"]
smartquotes = False  # options are copied as they stand: two hyphens stay two
highlight_language = "text"  # what names no language is no program
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
napoleon_use_ivar = True
autodoc_typehints = "description"
autodoc_member_order = "bysource"
