"""A module for each kind of document, with `blocks_of`: the lines and tables of a file in reading order."""
