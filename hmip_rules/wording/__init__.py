"""Sentences and phrases that more than one output shares, built from the values that decide.

Nothing is recomputed here, and nothing is laid out for one format.
"""
