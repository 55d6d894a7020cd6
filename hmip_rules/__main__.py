"""`python -m hmip_rules` is `hmip-score`."""

from hmip_rules.cli.score import main

if __name__ == "__main__":
    main(prog_name="hmip-score")
