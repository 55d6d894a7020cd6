"""The commands, a file each: arguments in, exit status out."""
