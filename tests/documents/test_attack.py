"""No value comes out wrong, whatever decoys, gaps and damage a document has."""

import pytest
from documents import attack

BOOKS = attack.library()


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_nothing_comes_out_wrong(seed):
    for number in range(seed, seed + 20):
        rulebook, results, lines, what = attack.drawn(number, BOOKS)
        wrong, _ = attack.wrong_values(rulebook, results, lines, BOOKS)
        assert not wrong, (number, what)


def test_the_attack_leaves_something_to_read():
    drawn = (attack.drawn(seed, BOOKS) for seed in range(30))
    assert sum(attack.wrong_values(rulebook, results, lines, BOOKS)[1] for rulebook, results, lines, _ in drawn) > 300
