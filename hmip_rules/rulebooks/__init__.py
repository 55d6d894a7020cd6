"""What can be said of the rules themselves: proof that they are sound, differences, and evidence for each.

No single report is judged here.
"""
