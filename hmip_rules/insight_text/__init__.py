"""Insights as sections of a result, in words and as plain values: a file a question, as in `insight`."""
