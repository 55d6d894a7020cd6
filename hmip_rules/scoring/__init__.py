"""The inspectorate's method: from percentages to ratings, and the checks of what was published.

Files and values in, results out. Nothing is shown here.
"""
