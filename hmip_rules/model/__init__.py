"""The values everything else works on: percentages, rulebooks, reports, scorecards and findings.

Values only, checked when they are built and never changed. No files, no terminal, no sentences about results.
"""
