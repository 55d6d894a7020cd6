"""What the rating does not tell: a file a question, each a pure function of a scorecard."""
