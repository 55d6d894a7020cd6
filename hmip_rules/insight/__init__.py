"""What the rating does not tell, a folder for each question: `compute` works it out, `section` puts it into words.

What several questions share stands beside the folders. No format is known here.
"""
