"""Results and rulebooks as they are shown: formats, the HTML page and its templates, pages of the documentation.

Nothing is computed here that a result does not already hold.
"""
