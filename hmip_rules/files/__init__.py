"""Report and rulebook files: read, checked and written, with the line and column of every value.

The only room that knows YAML. Nothing is scored here.
"""
