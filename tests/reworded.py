"""A learner's file in other words: other names of local variables, other comments and layout; the same program."""

from __future__ import annotations

import ast

from sensei.grading.plain import own_variables


def reworded(text: str, number: int) -> str:
    """`text` as the learner `number` might have written it: parsing and printing it loses comments and layout."""
    tree = ast.parse(text)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("test"):
            names = {name: f"{name}_{number}" for name in own_variables(function)}
            for part in ast.walk(function):
                if isinstance(part, ast.Name) and part.id in names:
                    part.id = names[part.id]
    return f"# Learner {number}\n{ast.unparse(tree)}\n"
