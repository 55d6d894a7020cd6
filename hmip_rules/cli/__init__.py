"""The commands, a file for each: arguments in, exit status out. No rule and no wording of a result lives here."""
