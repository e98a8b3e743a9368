"""Records that people write by hand into files: values, each with its line, from YAML before a Markdown text or from JSON.

Every value is a text, as it was written: `no` stays no, and 2018-05-01 is no date yet. What a file may hold is little: nothing that
refers to something else in it, no key twice, no tags.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .refusals import Refused

FENCE = "---"
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Value:
    """A text, a list of values, or values by key, and the line on which it begins, counted from 1."""

    what: "str | list[Value] | dict[str, Value]"
    line: int


class Unreadable(Refused):
    """The file cannot be read from this line on."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        super().__init__(sentence)


def of_markdown(source: str) -> tuple[Mapping[str, Value], str, int]:
    """The values before a text, the text, and the line on which it begins. Errors: Unreadable."""
    lines = source.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == FENCE][:2]
    if len(ends) < 2 or ends[0] != 0:
        raise Unreadable(
            1, _("The file begins with a line ---, the values, and a line --- again; then comes the text.")
        )
    return _table(_yaml("\n".join(lines[1 : ends[1]]))), "\n".join(lines[ends[1] + 1 :]), ends[1] + 2


def of_json(source: str) -> Mapping[str, Value]:
    """The values of a file that is one table. Errors: Unreadable."""
    try:
        found = json.loads(source, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as fault:
        raise _unreadable(fault.lineno) from fault
    except (RecursionError, ValueError) as fault:
        raise _unreadable(1) from fault
    return _table(_Lines(source).value(found))


def _table(value: Value) -> Mapping[str, Value]:
    if not isinstance(value.what, dict):
        raise _unreadable(value.line)
    return value.what


def _unreadable(line: int) -> Unreadable:
    return Unreadable(line, _("This cannot be read. Put a text that holds a colon or # between quotation marks."))


def _twice(line: int, key: str) -> Unreadable:
    return Unreadable(line, _("“%(key)s” stands here twice.") % {"key": key[:100]})


# --- YAML ------------------------------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """What stands in one place is meant there alone: a few lines of references could stand for very many values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)


def _yaml(source: str) -> Value:
    """Its first line is the second one of the file."""
    try:
        node = yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _unreadable(mark.line + 2 if mark else 2) from fault
    except yaml.reader.ReaderError as fault:
        raise _unreadable(source.count("\n", 0, fault.position) + 2) from fault
    except (RecursionError, yaml.YAMLError) as fault:
        raise _unreadable(2) from fault
    return Value({}, 1) if node is None else _of_node(node)


def _of_node(node: yaml.Node) -> Value:
    line = node.start_mark.line + 2
    if isinstance(node, yaml.ScalarNode):
        return Value("" if node.tag == _NULL else str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Value([_of_node(one) for one in node.value], line)
    found: dict[str, Value] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _unreadable(key.start_mark.line + 2)
        if key.value in found:
            raise _twice(key.start_mark.line + 2, key.value)
        # a value that is empty, or begins below its key, is told of at the key
        found[key.value] = Value(_of_node(value).what, key.start_mark.line + 2)
    return Value(found, line)


# --- JSON ------------------------------------------------------------------------------------------------------------


class _Pairs(list[tuple[str, Any]]):
    """The keys of a table with their values, also those that stand there twice."""


class _Lines:
    """Finds the line of each key: they are asked for in the order in which they stand."""

    def __init__(self, source: str) -> None:
        self.source, self.at, self.line = source, 0, 1

    def value(self, found: Any) -> Value:
        line = self.line
        if isinstance(found, _Pairs):
            return self._table(found)
        if isinstance(found, list):
            return Value([self.value(one) for one in found], line)
        return Value(_text(found), line)

    def _table(self, pairs: _Pairs) -> Value:
        found: dict[str, Value] = {}
        first = 0
        for key, value in pairs:
            self._go_to(key)
            line, first = self.line, first or self.line
            if key in found:
                raise _twice(line, key)
            found[key] = Value(self.value(value).what, line)
        return Value(found, first or self.line)

    def _go_to(self, key: str) -> None:
        spelled = {json.dumps(key), json.dumps(key, ensure_ascii=False)}
        pattern = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(spelled)))})\s*:")
        if match := pattern.search(self.source, self.at):
            self.line += self.source.count("\n", self.at, match.start())
            self.at = match.start() + 1


def _text(found: Any) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None else str(found)
