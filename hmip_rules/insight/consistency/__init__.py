"""Which numbers of cases can give the published percentages."""
