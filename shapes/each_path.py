"""Makes one property shape of each `fs:eachPath` of a rule, so that a result names the very property that is wrong."""

import pyoxigraph as ox

from shapes.names import CODE, DATED, EACH_PATH, HINT, MESSAGE, PATH, PROPERTY, RDF, SEVERITY, SUBJECTS_OF, TARGETS
from shapes.turtle import Statements, Subject

_ON_THE_RULE = frozenset({CODE, HINT, DATED, f"{RDF}type", *TARGETS})
_ON_BOTH = frozenset({SEVERITY, MESSAGE})


def one_shape_a_path(subject: Subject, statements: Statements) -> dict[Subject, Statements]:
    """Give the rule as a node shape with one property shape a path; a shape without `fs:eachPath` as it is.

    The rule says what every property shape checks. Without a target it aims at all that bear one of the properties.
    """
    paths = [value for predicate, value in statements if predicate.value == EACH_PATH]
    if not paths:
        return {subject: statements}
    rule = [(p, o) for p, o in statements if p.value in _ON_THE_RULE | _ON_BOTH]
    checks = [(p, o) for p, o in statements if p.value not in {*_ON_THE_RULE, EACH_PATH}]
    if not any(p.value in TARGETS for p, _ in rule):
        rule += [(ox.NamedNode(SUBJECTS_OF), path) for path in paths]
    name = subject.value.rpartition("#")[2]
    parts = [ox.BlankNode(f"{name}-path-{i}") for i in range(len(paths))]
    rule += [(ox.NamedNode(PROPERTY), part) for part in parts]
    return {subject: rule} | {
        part: [(ox.NamedNode(PATH), path), *checks] for part, path in zip(parts, paths, strict=True)
    }
