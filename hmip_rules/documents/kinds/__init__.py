"""A module for each kind of document, with `lines_of`: the lines of a file in reading order."""
