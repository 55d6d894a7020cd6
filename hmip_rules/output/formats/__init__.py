"""The formats, a file for each: how one result is shown in it, and how several are joined.

What a format must have, and what the formats share, is in `hmip_rules.output.rendering`.
"""
