"""From a published document to a report: what was read, where, what was put right, and what was not found.

Names, codes, wordings and ratings come from the rulebook. Nothing is guessed: a value is taken only from a table or
below a heading, and where two places disagree it is left out and both are said.
"""
