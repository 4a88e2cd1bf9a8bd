"""Which words are nearly these? `search()`: every word at most a few edits away, the last one also as the beginning of a longer one."""

from __future__ import annotations

import random

from . import literals
from .literals import Term
from .tables import Field, Table, fold

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters of a condition in SQL: beginnings of very many words are left out, they take DuckDB long.
LONGEST = 40_000


def search(dice: random.Random, table: Table) -> Term | None:
    """`search(field, "words")`, over several fields, or over all of them; words are misspelt now and then."""
    known = [each for each in table.of("text", "list") if table.words[each.name]]
    of = dice.sample(known, min(len(known), dice.choice([1, 1, 2]))) if dice.random() < 0.8 else []
    fields = of or table.of("text", "list")
    wanted = [_misspelt(dice, fold(dice.choice(table.words[dice.choice(of or known).name]))) for _ in range(dice.choice([1, 1, 2]))]
    if dice.random() < 0.4:
        wanted[-1] = wanted[-1][: dice.randint(2, max(2, len(wanted[-1])))]
    if not all(each.isalpha() for each in wanted):
        return None
    names = [literals.name(dice, each.name) for each in of] or dice.choice([[], ["*"]])
    tests = [_found(table, fields, each, last=index == len(wanted) - 1) for index, each in enumerate(wanted)]
    if sum(map(len, tests)) > LONGEST:
        return None
    text = ", ".join([*names, literals.text(dice, " ".join(wanted))])
    return Term(f"{literals.word(dice, 'search')}({text})", "(" + " AND ".join(tests) + ")", "bool", 4)


def _misspelt(dice: random.Random, word: str) -> str:
    """The word, or one with a letter changed, lost, added, or two of them swapped."""
    if dice.random() < 0.5 or len(word) < 3:
        return word
    at = dice.randrange(len(word) - 1)
    return dice.choice(
        [
            word[:at] + dice.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + dice.choice(LETTERS) + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def _found(table: Table, fields: list[Field], term: str, *, last: bool) -> str:
    """One of the fields has a word that is near enough."""
    most = 0 if len(term) <= 2 else 1 if len(term) <= 5 else 2
    tests = []
    for of in fields:
        near = [word for word in table.vocabulary[of.name] if last and word.startswith(term) or distance(term, word, most) <= most]
        tests += [f"coalesce(contains({of.words}, {literals.quoted(f' {word} ')}), false)" for word in near]
    return "(" + " OR ".join(tests or ["false"]) + ")"


def distance(first: str, second: str, most: int) -> int:
    """Letters changed, lost, added, or swapped with their neighbour; more than `most` is not counted on."""
    if first == second:
        return 0
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        earlier, before, row = before, row, [index]
        for place, other in enumerate(second, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != other))
            if index > 1 and place > 1 and letter == second[place - 2] and first[index - 2] == other:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
    return row[-1]
