"""Published reports as documents: PDF, Word, HTML and text into lines, and from lines to a report (extra `documents`).

A value is taken only from a table or below a heading, never guessed. Nothing is scored here.
"""
