"""Breaks every product and every elementwise formula of the layers and the losses, and wants each break to be noticed.

usage: mutate.py [--compiler CXX] [--jobs N] [--list] [--only TEXT] [--every N] [--include DIR] [--tests DIR]

It reads include/chainrule/layers/*.hpp and losses/*.hpp and finds the places by itself, so a new layer needs no entry here. A
mutant is a copy of one of these headers with one change. Each goes through these gates, up to the first that notices it:

  1. instantiate.cpp, every layer and loss on views of run-time numbers: is the mutant refused by the compiler?
  2. tests/static/formulas.cpp, then gradients.cpp: does a static_assert fail? Its message is the name of the test.
  3. packs.cpp, compiled and run, for what constant expressions do not reach: does it name a failure?

A mutant where no constant expression of these tests comes along (`at_once`, softmax along a row, the loops of the small
policy, what `if constexpr` gives to that policy or to vectors alone, what is guarded by !std::is_constant_evaluated()) goes
through passages.cpp alone, compiled as for a machine without vectors and, if that does not notice it, as for this one.

What passes all survives. The script fails on a survivor, on fewer than 100 mutants, and on a mutant whose operands have
other extents or axes, by the signature of its function, that the compiler does not refuse. Each is printed when it is found.

--every N is for a check that must end in time. It goes along the list, which is in order of the files, so that each file gives
its share. The 100 are counted before, so that it may be a success; --only, which may choose nothing, never is one.

Mutated is, in functions over scalars, each expression outside of types, template arguments, loop headers (of `do`: its condition
and the step of what it counts) and `if constexpr`:
  products     operands swapped; each operand replaced by every matrix of the function, also those whose parameter has no
               name, as it is and transposed (so every transpose is dropped, and added)
  other calls  likewise (elementwise, scaled_rows, ...)
  arithmetic   + and -, * and / exchanged; the operands of - and / swapped; each term and factor dropped; a sign added or
               dropped; a function of numbers dropped; += and -= exchanged and made =
  numbers      1 to 2, 0 to 1, V{} to V{} + 1, others doubled
  variables    replaced by every other of the same kind in scope; members of a struct by those of the same type
  choices      comparisons and limits (numeric::at_...) turned round, limits dropped; either branch of ?: always; && and ||
               exchanged; ! dropped; booleans flipped

What is not mutated, because the result would be the same or would be no formula:
  - a + b to b + a, a * b to b * a: equal;
  - the strictness of a comparison: at equality both branches of a maximum are the same value;
  - a sign added to a zero (equal), to a difference (the same as its operands swapped), to a product that is added (the same as
    subtracted), or to the argument of an even function (numeric::is_...);
  - a sign added to every term of a sum by which each of these terms is then divided: it cancels;
  - the value that a pack starts from, where a loop over its lanes follows that writes each of them: equal;
  - an address without its base: no address; an index in an address by another: its terms are dropped and exchanged already;
  - what is assigned to by a constant: no C++;
  - where the condition of ?: says p == q, p is not exchanged with q in the branch where it holds: equal;
  - dimensions that the signature makes equal in extent (A == dual(B), Elementwise<A, B>): equal;
  - a sign added to a number that is only squared: equal;
  - what only chooses between two ways to the same numbers, !std::is_constant_evaluated() and the bound that `decay_each` is given:
    the other way is right, too. That bound is made true always, and turned round;
  - `One ? 1 : rows`, and a constant that is that, to `rows`: there is one row where One holds;
  - in a declaration, a variable to another to which one of the declarations right before gives the same: equal so far;
  - consteval functions (what the compiler asks of a layer) and functions over characters: no numbers.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


# ------------------------------------------------------------------------------------------------------------------ tokens

TOKEN = re.compile(r"""
    (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>\d[\w.]*|\.\d[\w.]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<operator>\.\.\.|::|->|\+\+|--|\+=|-=|\*=|/=|==|!=|<=|>=|&&|\|\||[-+*/%<>=!&|~^?:;,.(){}\[\]])
""", re.X)


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int


def tokenize(source):
    """Tokens of C++ without its comments and preprocessor lines; positions are those of the source."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    text = re.sub(r"//[^\n]*|/\*.*?\*/", blank, source, flags=re.S)
    text = re.sub(r"^[ \t]*#[^\n]*", blank, text, flags=re.M)
    return [Token(m.lastgroup, m.group(0), m.start(), m.end()) for m in TOKEN.finditer(text)]


OPENING = {"(": ")", "[": "]", "{": "}", "<": ">"}


class Tokens:
    """A position in a list of tokens."""

    def __init__(self, tokens, at=0, end=None):
        self.all = tokens
        self.at = at
        self.end = len(tokens) if end is None else end

    def text(self, ahead=0):
        i = self.at + ahead
        return self.all[i].text if i < self.end else ""

    def kind(self, ahead=0):
        i = self.at + ahead
        return self.all[i].kind if i < self.end else ""

    def take(self, expected=None):
        token = self.all[self.at]
        if expected is not None and token.text != expected:
            raise SyntaxError(f"expected {expected!r}, found {token.text!r} at {token.start}")
        self.at += 1
        return token

    def matching(self, at=None):
        """Index of the token that closes the bracket at `at`; template brackets only where `at` is one."""
        at = self.at if at is None else at
        opening = self.all[at].text
        closing = OPENING[opening]
        depth = 0
        i = at
        while i < len(self.all):
            text = self.all[i].text
            if opening == "<" and text in "([{" and i != at:
                i = self.matching(i)
            elif text == opening:
                depth += 1
            elif text == closing:
                depth -= 1
                if depth == 0:
                    return i
            i += 1
        raise SyntaxError(f"nothing closes {opening!r} at {self.all[at].start}")

    def template_arguments_follow(self):
        """A `<` right after a name, without a space: the house style puts spaces around comparisons."""
        return self.text() == "<" and self.at > 0 and self.all[self.at - 1].end == self.all[self.at].start


def split(tokens, first, last):
    """Ranges of tokens[first:last] between its outermost commas."""
    ranges, start, i = [], first, first
    walker = Tokens(tokens)
    while i < last:
        text = tokens[i].text
        if text in "([{" or (text == "<" and tokens[i - 1].end == tokens[i].start):
            i = walker.matching(i)
        elif text == ",":
            ranges.append((start, i))
            start = i + 1
        i += 1
    if start < last:
        ranges.append((start, last))
    return ranges


# ------------------------------------------------------------------------------------------------------------------- scope

@dataclasses.dataclass
class Variable:
    name: str
    kind: str          # value, index, pointer, operand (a matrix, or something called like one), dim, pack, other
    type: str
    dims: tuple = None  # of a matrix: its rows and columns
    name_at: int = None  # where a name must be inserted, for a parameter without one


def parse_dim(text):
    text = text.replace(" ", "")
    dualised = False
    while text.startswith("dual("):
        text, dualised = text[5:-1], not dualised
    return (text, dualised and not text.isdigit())


def dual(dim):
    return (dim[0], not dim[1] and not dim[0].isdigit())


def matrix_dims(type_text):
    match = re.match(r"(?:const)?(?:const_view|view|matrix|ones)<(.*)", type_text.replace(" ", ""))
    if not match:
        return None
    parts, depth, part = [], 0, ""
    for c in match.group(1):
        if c == "," and depth == 0:
            parts.append(part)
            part = ""
            continue
        depth += (c in "(<") - (c in ")>")
        if depth < 0:
            break
        part += c
    parts.append(part)
    return parse_dim(parts[0]), parse_dim(parts[1])


def classify(type_text, generic_types):
    """The kind of a variable from the text of its type, without spaces."""
    bare = re.sub(r"\b(const|constexpr|static)\b|&|\[\[maybe_unused\]\]", "", type_text).replace(" ", "")
    if "..." in bare:
        return "pack"
    if "*" in bare:
        return "pointer"
    if matrix_dims(bare):
        return "operand"
    if bare == "std::size_t":
        return "index"
    if bare == "dim":
        return "dim"
    if bare in ("V", "T", "W", "auto", "scalar", "float", "double") or re.match(r"(numeric::)?element_t<", bare):
        return "value"
    if bare in generic_types:
        return "operand"
    return "other"


def joined(tokens, first, last):
    return " ".join(t.text for t in tokens[first:last])


def template_parameters(tokens, first, last):
    """Variables and type names of a template parameter list."""
    variables, types = [], set()
    for start, end in split(tokens, first, last):
        words = [t.text for t in tokens[start:end]]
        if len(words) < 2 or "..." in words:
            continue
        name, type_text = words[-1], " ".join(words[:-1])
        if words[0] in ("class", "typename", "Scalar") or words[-2] in ("Pack", "Scalar"):
            types.add(name)
        else:
            variables.append(Variable(name, classify(type_text, ()), type_text))
    return variables, types


def parameters(tokens, first, last, generic_types):
    variables = []
    for number, (start, end) in enumerate(split(tokens, first, last)):
        words = [t.text for t in tokens[start:end]]
        if words[:2] == ["[", "["]:
            start = Tokens(tokens).matching(start) + 1
            words = [t.text for t in tokens[start:end]]
        named = len(words) > 1 and re.match(r"[A-Za-z_]\w*$", words[-1]) and words[-2] not in ("::", "<")
        type_text = " ".join(words[:-1] if named else words)
        kind = classify(type_text, generic_types)
        name = words[-1] if named else f"unnamed_{number}"
        name_at = None if named else tokens[end - 1].end
        if named or kind == "operand":
            variables.append(Variable(name, kind, type_text, matrix_dims(type_text), name_at))
    return variables


# ------------------------------------------------------------------------------------------------------------- expressions

@dataclasses.dataclass
class Node:
    kind: str  # number, bool, name, cast, call, brace, index, member, unary, binary, fold, conditional, assign, group, lambda
    start: int
    end: int
    children: list = dataclasses.field(default_factory=list)
    text: str = ""     # name, operator or member
    extra: object = None


PRECEDENCE = {"||": 1, "&&": 2, "==": 4, "!=": 4, "<": 5, ">": 5, "<=": 5, ">=": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7}
TURNED_ROUND = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "!=", "!=": "=="}
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=")


class Parser:
    """The statements and expressions of one function; calls `found` for each expression, with what is in scope there."""

    def __init__(self, tokens, types, found, unproved):
        self.tokens = tokens
        self.types = types
        self.found = found
        self.counters = set()  # what the condition of a do loop asks for
        self.unproved = unproved  # no constant expression comes here

    # Statements. `scope` is a list of variables; a block works on a copy of it.

    def block(self, t, scope):
        t.take("{")
        inner = list(scope)
        while t.text() != "}":
            self.statement(t, inner)
        t.take("}")

    def statement(self, t, scope):
        text = t.text()
        if text == "{":
            self.block(t, scope)
        elif text == ";":
            t.take()
        elif text in ("for", "while", "if"):
            t.take()
            constant = t.text() == "constexpr"
            if constant:
                t.take()
            close = t.matching()
            inner = list(scope)
            if text == "for":
                words = [x.text for x in self.tokens[t.at + 1:close]]
                if "=" in words:
                    name = words[words.index("=") - 1]
                    inner.append(Variable(name, classify(" ".join(words[:words.index("=") - 1]), ()), ""))
            question = joined(self.tokens, t.at, close + 1)
            guarded = question == "( ! std :: is_constant_evaluated ( ) )"
            elsewhere = guarded or (constant and question.startswith(("( Policy == policy :: small ", "( ! Scalar < V > )")))
            if text != "for" and not constant and not guarded:
                t.take("(")
                condition = self.expression(t)
                self.found(condition, scope, "condition", None)
            t.at = close + 1
            before, self.unproved = self.unproved, self.unproved or elsewhere
            self.statement(t, inner)
            self.unproved = before
            if t.text() == "else":
                t.take()
                self.statement(t, inner)
        elif text == "do":
            t.take()
            close = t.matching()
            before, self.counters = self.counters, {x.text for x in self.tokens[close + 3:t.matching(close + 2)]}
            self.statement(t, scope)
            self.counters = before
            t.take("while")
            t.at = t.matching() + 1
            t.take(";")
        elif text in self.counters and t.text(1) in ("+=", "-=") and t.text(3) == ";":
            t.at += 4
        elif text == "return":
            t.take()
            if t.text() != ";":
                node = self.expression(t)
                self.found(node, scope, "value", None)
            t.take(";")
        elif text in ("using", "static_assert", "break", "continue"):
            if text == "using":
                self.types.add(t.text(1))
            while t.text() != ";":
                t.take()
            t.take(";")
        elif not self.declaration(t, scope):
            if t.text() == "(" and t.text(1) == "void" and t.text(2) == ")":
                t.at += 3
            node = self.expression(t)
            self.found(node, scope, "statement", None)
            t.take(";")

    def declaration(self, t, scope):
        """`type name = value;`, `type name{};`, `type name;` or an array, `type name[...]`, where there is one here."""
        i = t.at
        tokens = self.tokens
        while tokens[i].text in ("const", "constexpr", "static"):
            i += 1
        if tokens[i].kind != "name":
            return False
        i += 1
        while True:
            if tokens[i].text == "::" and tokens[i + 1].kind == "name":
                i += 2
            elif tokens[i].text == "<" and tokens[i - 1].end == tokens[i].start:
                i = t.matching(i) + 1
            else:
                break
        while tokens[i].text in ("*", "const", "&"):
            i += 1
        if tokens[i].kind != "name" or tokens[i + 1].text not in ("=", "{", ";", "["):
            return False
        type_text = joined(tokens, t.at, i)
        variable = Variable(tokens[i].text, classify(type_text, self.types), type_text, matrix_dims(type_text))
        t.at = i + 1
        if t.text() == "[":
            variable.kind = "array"
            t.at = t.matching() + 1
        if t.text() == "=":
            t.take()
            node = self.expression(t)
            self.found(node, scope, "value", variable)
        elif t.text() == "{":
            close = t.matching()
            if close == t.at + 1 and variable.kind == "value":
                self.found(Node("zero", tokens[i].end, tokens[close].end), scope, "initial", variable)
            t.at = close + 1
        t.take(";")
        scope.append(variable)
        return True

    # Expressions, by precedence.

    def expression(self, t):
        left = self.conditional(t)
        if t.text() in ASSIGNMENTS:
            operator = t.take()
            right = self.expression(t)
            return Node("assign", left.start, right.end, [left, right], operator.text, operator)
        return left

    def conditional(self, t):
        condition = self.binary(t, 1)
        if t.text() != "?":
            return condition
        t.take("?")
        yes = self.expression(t)
        t.take(":")
        no = self.conditional(t)
        return Node("conditional", condition.start, no.end, [condition, yes, no])

    def binary(self, t, lowest):
        left = self.unary(t)
        while True:
            operator = t.text()
            if operator not in PRECEDENCE or PRECEDENCE[operator] < lowest:
                return left
            token = t.take()
            if t.text() == "...":
                t.take("...")
                t.take(operator)
                right = self.binary(t, PRECEDENCE[operator] + 1)
                left = Node("fold", left.start, right.end, [left, right], operator, token)
            else:
                right = self.binary(t, PRECEDENCE[operator] + 1)
                left = Node("binary", left.start, right.end, [left, right], operator, token)

    def unary(self, t):
        if t.text() in ("-", "!", "*", "&", "+", "++", "--"):
            token = t.take()
            child = self.unary(t)
            return Node("unary", token.start, child.end, [child], token.text)
        return self.postfix(t)

    def postfix(self, t):
        node = self.primary(t)
        while True:
            text = t.text()
            if text == "(":
                arguments, end = self.arguments(t)
                node = Node("call", node.start, end, [node] + arguments)
            elif text == "{" and node.kind == "name":
                arguments, end = self.arguments(t)
                node = Node("brace", node.start, end, [node] + arguments)
            elif text == "[":
                arguments, end = self.arguments(t)
                node = Node("index", node.start, end, [node] + arguments)
            elif text in (".", "->"):
                t.take()
                if t.text() == "template":
                    t.take()
                name = t.take()
                end = name.end
                if name.text == "operator":  # called by its name, operator()<...>
                    t.take("(")
                    end = t.take(")").end
                end = self.skip_template_arguments(t, end)
                node = Node("member", node.start, end, [node], name.text, name)
            else:
                return node

    def arguments(self, t):
        close = t.matching()
        t.take()
        found = []
        while t.at < close:
            found.append(self.expression(t) if t.text() != "{" else self.braces(t))
            if t.text() == "...":
                found[-1].end = t.take().end
                found[-1].kind = "expansion"
            if t.text() == ",":
                t.take()
        return found, t.take().end

    def braces(self, t):
        start = self.tokens[t.at].start
        arguments, end = self.arguments(t)
        return Node("brace", start, end, [Node("name", start, start)] + arguments)

    def skip_template_arguments(self, t, end):
        if t.template_arguments_follow():
            t.at = t.matching()
            end = t.take().end
        return end

    def primary(self, t):
        token = self.tokens[t.at]
        if token.kind in ("number", "string"):
            t.take()
            return Node(token.kind, token.start, token.end, text=token.text)
        if token.text in ("true", "false"):
            t.take()
            return Node("bool", token.start, token.end, text=token.text)
        if token.text == "(":
            t.take()
            inner = self.expression(t)
            if t.text() == "," and t.text(1) == "...":
                t.at += 2
            return Node("group", token.start, t.take(")").end, [inner])
        if token.text == "{":
            return self.braces(t)
        if token.text == "[":
            return self.lambda_expression(t)
        if token.kind != "name":
            raise SyntaxError(f"unexpected {token.text!r} at {token.start}")
        name = t.take().text
        end = self.skip_template_arguments(t, token.end)
        while t.text() == "::":
            t.take()
            if t.text() == "template":
                t.take()
            last = t.take()
            name += "::" + last.text
            end = self.skip_template_arguments(t, last.end)
        return Node("name", token.start, end, text=name)

    def lambda_expression(self, t):
        start = self.tokens[t.at].start
        t.at = t.matching() + 1
        variables, types = [], set()
        if t.text() == "<":
            close = t.matching()
            variables, types = template_parameters(self.tokens, t.at + 1, close)
            t.at = close + 1
        self.types |= types
        if t.text() == "(":
            close = t.matching()
            variables += parameters(self.tokens, t.at + 1, close, types - {"V"})
            t.at = close + 1
        while t.text() != "{":
            t.at = t.matching() + 1 if t.text() in "([" else t.at + 1
        body = t.at
        t.at = t.matching() + 1
        return Node("lambda", start, self.tokens[t.at - 1].end, extra=(body, variables))


# --------------------------------------------------------------------------------------------------------------- functions

# Functions that the tests with constant expressions, which are those of the fast policy, do not call.
UNPROVED = {"at_once", "softmax_in_loops", "softmax_along_features", "row"}


@dataclasses.dataclass
class Mutant:
    path: pathlib.Path
    line: int
    before: str
    after: str
    what: str
    edits: tuple
    refused: bool = False  # other extents or axes, by the signature
    unproved: bool = False  # no constant expression comes here


class Header:
    """The mutants of one header."""

    def __init__(self, path):
        self.path = path
        self.source = path.read_text()
        self.tokens = tokenize(self.source)
        self.structs = {}  # name -> members, {name: type}
        self.mutants = {}
        self.outer = None     # the whole expression that is being mutated, for the report
        self.done = set()     # operands that are replaced as matrices and not as variables
        self.functions = 0
        self.declarations(Tokens(self.tokens), [], set(), False, None)

    def declarations(self, t, scope, types, scalars, struct):
        """Declarations up to a `}` or the end."""
        while t.at < t.end and t.text() != "}":
            first = t.at
            while t.text() not in (";", "{"):
                t.at = t.matching() + 1 if t.text() in "([" or t.template_arguments_follow() or (
                    t.text() == "<" and t.text(-1) == "template") else t.at + 1
            head = [x.text for x in self.tokens[first:t.at]]
            if t.text() == ";":
                if struct is not None and head and "(" not in head and "using" not in head and "=" not in head:
                    self.structs[struct][head[-1]] = "".join(head[:-1])
                t.take()
                continue
            close = t.matching()
            own, own_types = list(scope), set(types)
            own_scalars = scalars
            if head[:1] == ["template"]:
                end = Tokens(self.tokens).matching(first + 1)
                variables, names = template_parameters(self.tokens, first + 2, end)
                own += variables
                own_types |= names
                own_scalars = scalars or any(x.text in ("Scalar", "Pack") for x in self.tokens[first:end])
                head = [x.text for x in self.tokens[end + 1:t.at]]
            if "namespace" in head:
                t.take()
                self.declarations(t, own, own_types, own_scalars, None)
            elif "enum" not in head and ("struct" in head or "class" in head):
                name = head[(head.index("struct") if "struct" in head else head.index("class")) + 1]
                self.structs[name] = {}
                t.take()
                self.declarations(t, own, own_types, own_scalars, name)
            elif "=" not in head and "(" in head:
                if own_scalars and "consteval" not in head:
                    self.function(first, t.at, own, own_types)
            t.at = close + 1
            if t.text() == ";":
                t.take()

    def function(self, first, body, scope, types):
        self.functions += 1
        groups = []
        i = first
        while i < body:
            if self.tokens[i].text in ("(", "["):
                close = Tokens(self.tokens).matching(i)
                if self.tokens[i].text == "(" and self.tokens[i - 1].text not in ("requires", "noexcept", "__attribute__"):
                    groups.append((i, close))
                i = close
            elif self.tokens[i].text == "<" and self.tokens[i - 1].end == self.tokens[i].start:
                i = Tokens(self.tokens).matching(i)
            i += 1
        opening, closing = groups[-1]
        generic = {name for name in types if name not in ("T", "V", "W")}
        scope = scope + parameters(self.tokens, opening + 1, closing, generic)
        signature = joined(self.tokens, first, body).replace(" ", "")
        self.equal_dims = [set(m.groups()) for m in re.finditer(r"(\w+)==dual\((\w+)\)|Elementwise<(\w+),(\w+)>", signature)]
        self.equal_dims = [s - {None} for s in self.equal_dims]
        self.flags = {v.name for v in scope if v.type == "bool"}
        self.parser = Parser(self.tokens, set(types), self.expression, self.tokens[opening - 1].text in UNPROVED)
        self.matrices = [v for v in scope if v.dims and v.kind == "operand"]
        self.ones = {}
        self.same = []  # pairs of names for the same number
        for match in re.finditer(r"ones<[^{}]*?>\{\}", self.source[self.tokens[body].start:self.end_of(body)]):
            self.ones[match.group(0)] = matrix_dims(match.group(0))
        self.body = self.source[self.tokens[body].start:self.end_of(body)]
        self.parser.block(Tokens(self.tokens, body), scope)

    def end_of(self, body):
        return self.tokens[Tokens(self.tokens).matching(body)].end

    # Making mutants.

    def text(self, node):
        return self.source[node.start:node.end]

    def add(self, node, after, what, refused=False, variable=None, span=None):
        start, end = span or (node.start, node.end)
        edits = [(start, end, after)]
        if variable is not None and variable.name_at is not None:
            edits.append((variable.name_at, variable.name_at, " " + variable.name))
        key = tuple(sorted(edits))
        if self.source[start:end] == after:
            return
        outer_start, outer_end = min(self.outer.start, start), max(self.outer.end, end)
        before = self.source[outer_start:outer_end]
        whole = self.source[outer_start:start] + after + self.source[end:outer_end]
        line = self.source.count("\n", 0, start) + 1
        if key not in self.mutants or refused:
            self.mutants[key] = Mutant(self.path, line, " ".join(before.split()), " ".join(whole.split()), what, key, refused,
                                       self.parser.unproved)

    def expression(self, node, scope, role, variable):
        """All mutants of an expression that is a value, a condition, a statement or the zero that a variable starts from."""
        previous, self.outer = self.outer, node
        if role == "initial":
            if not self.overwritten(variable.name, node.end):
                self.add(node, " = V{} + 1", "number")
        elif role == "value" and self.kind(node, scope) == "value" and (variable is None or variable.kind == "value"):
            if variable is None or not (self.cancels(variable.name) or self.only_squared(variable.name)):
                self.sign(node)
        if (variable is not None and variable.type.startswith("const") and node.kind == "conditional" and
                node.children[0].text in self.flags and self.text(node.children[1]) == "1"):
            self.same.append({variable.name, self.text(node.children[2])})
        if role != "initial":
            self.visit(node, scope)
        self.outer = previous

    def overwritten(self, name, at):
        """What follows is a loop over all lanes that assigns to each lane of the variable."""
        loop = rf";\s*for \(std::size_t (\w+) = 0; \1 < numeric::lanes<V>; \+\+\1\) {name}\[\1\] = "
        return re.match(loop, self.source[at:]) is not None

    def cancels(self, name):
        """The variable is used only as a term of a sum and where it is stored, and the sum only as a divisor."""
        def uses(variable):
            return len(re.findall(rf"\b{variable}\b", self.body)) - 1
        terms = re.findall(rf"(\w+) \+= {name};", self.body)
        stored = len(re.findall(rf"store\([^;]*, {name}\);", self.body))
        return (len(terms) == 1 and uses(name) == 1 + stored and
                uses(terms[0]) == 1 + len(re.findall(rf"/ {terms[0]}\b", self.body)))

    def cancels_there(self, element):
        """As `cancels`, where the elements of an array, or the packs of a row, are assigned, summed and multiplied by the
        reciprocal."""
        text = re.escape(self.text(element))
        row = re.match(r"(\w+)\.packs", self.text(element))
        if row:
            rest = self.source[element.end:].split("\n}")[0]
            reciprocal = rf"{row[1]}\.inverse\({row[1]}\.sum\(\)\)"
            return re.search(rf"(\w+) = {reciprocal};.*{text} = {text} \* \1;", rest, re.S) is not None
        sums = re.findall(rf"(\w+)\.set_next\(\1\.next\(\) \+ {text}\);", self.body)
        return (element.kind == "index" and len(sums) == 1 and
                len(re.findall(rf"\b{element.children[0].text}\[", self.body)) == 3 and
                re.search(rf"(\w+) = T\(1\) / {sums[0]}\.total\(\);.*{text} \*= \1;", self.body, re.S) is not None and
                len(re.findall(rf"\b{sums[0]}(?=[;.])", self.body)) == 4)

    def started_alike(self, names):
        """The declarations right before the one that is being mutated give these variables the same."""
        declared = r"\s*(?:const |constexpr )?[\w:<>]+ (\w+) = "
        before = re.search(rf"(?:{declared}[^;{{}}]*;)+{declared}$", self.source[:self.outer.start])
        starts = dict(re.findall(rf"{declared}([^;{{}}]*);", before[0])) if before else {}
        return names <= starts.keys() and len({starts[n] for n in names}) == 1

    def only_squared(self, name):
        squares = len(re.findall(rf"\b{name} \* {name}\b", self.body))
        return squares > 0 and len(re.findall(rf"\b{name}\b", self.body)) == 1 + 2 * squares

    def sign(self, node):
        inner = node
        while inner.kind == "group":
            inner = inner.children[0]
        zero = self.text(inner) in ("0", "T(0)", "V{}")
        if not zero and not (inner.kind == "binary" and inner.text == "-"):
            self.add(node, f"-({self.text(node)})", "sign added")

    def kind(self, node, scope):
        """The kind of an expression."""
        k = node.kind
        if k == "group":
            return self.kind(node.children[0], scope)
        if k == "bool":
            return "bool"
        if k == "name":
            for v in reversed(scope):
                if v.name == node.text:
                    return v.kind
            return "other"
        if k == "number":
            return "index"
        if k == "member":
            if node.text == "extent":
                return "index"
            for members in self.structs.values():
                if node.text in members:
                    return classify(members[node.text], ())
            return "other"
        if k == "call":
            callee = node.children[0]
            if callee.kind == "name":
                if callee.text in self.parser.types or callee.text == "T":
                    return "value"
                if callee.text.startswith("numeric::is_"):
                    return "bool"
                if callee.text.startswith("numeric::") and callee.text not in ("numeric::store", "numeric::for_packs"):
                    return "value"
                if self.kind(callee, scope) == "operand":
                    return "value"
            if callee.kind == "member" and callee.text == "data":
                return "pointer"
            return "other"
        if k == "index":
            return "value"
        if k == "brace":
            return "value" if node.children[0].text in ("V", "T") else "other"
        if k == "unary":
            if node.text == "!":
                return "bool"
            if node.text == "*":
                return "value"
            return self.kind(node.children[0], scope)
        if k == "binary":
            if PRECEDENCE[node.text] <= 5:
                return "bool"
            kinds = {self.kind(c, scope) for c in node.children}
            return next((x for x in ("pointer", "value", "index") if x in kinds), "other")
        if k == "conditional":
            return next((x for x in (self.kind(c, scope) for c in node.children[1:]) if x != "other"), "other")
        return "other"

    def visit(self, node, scope, equal=(), address=False):
        """Mutants within `node`, which may be an address; `equal` are pairs of names that are equal here."""
        k = node.kind
        if k == "call" and node.children[0].text.endswith("::decay_each"):
            *arguments, bound, _ = node.children[1:]
            for child in arguments:
                self.visit(child, scope, equal, address)
            self.add(bound, "true", "boolean")
            if bound.kind == "binary":
                self.add(bound, TURNED_ROUND[bound.text], "operator", span=(bound.extra.start, bound.extra.end))
            return
        if k == "lambda":
            body, variables = node.extra
            self.parser.block(Tokens(self.tokens, body), scope + variables)
            return
        if k in ("binary", "fold"):
            self.arithmetic(node, scope)
        elif k == "unary":
            if node.text in ("-", "!"):
                self.add(node, self.text(node.children[0]), "sign dropped" if node.text == "-" else "negation dropped")
        elif k == "assign":
            left, right = node.children
            others = {"+=": ("-=", "="), "-=": ("+=", "="), "*=": ("/=", "="), "/=": ("*=", "=")}.get(node.text, ())
            for other in others:
                self.add(node, other, "assignment", span=(node.extra.start, node.extra.end))
            if node.text == "=" and self.kind(right, scope) == "value" and not self.cancels_there(left):
                self.sign(right)
        elif k == "conditional":
            condition, yes, no = node.children
            self.add(node, self.text(yes), "branch")
            if condition.kind == "name" and condition.text in self.flags and self.text(yes) == "1":
                self.add(yes, "2", "number")
                self.visit(no, scope, equal)
                return
            self.add(node, self.text(no), "branch")
            self.visit(condition, scope, equal)
            names = [c.text for c in condition.children if c.kind == "name"]
            if condition.kind == "binary" and condition.text == "==" and len(names) == 2:
                self.visit(yes, scope, (*equal, set(names)))
            else:
                self.visit(yes, scope, equal)
            self.visit(no, scope, equal)
            return
        elif k == "bool":
            self.add(node, "false" if node.text == "true" else "true", "boolean")
        elif k == "number":
            self.number(node)
        elif k == "name":
            self.name(node, scope, equal, address)
        elif k == "member":
            self.member(node)
        elif k == "brace" and node.children[0].text == "V" and len(node.children) == 1:
            self.add(node, "(V{} + 1)", "number")
        elif k == "call":
            self.call(node, scope)
        address = address or (k == "binary" and self.kind(node, scope) == "pointer")
        for i, child in enumerate(node.children):
            if k == "assign" and i == 0 and child.kind == "name":
                self.name(child, scope, equal, address, target=True)
                continue
            if child.kind == "expansion" or (k == "fold" and i == 1):
                continue
            if i == 0 and k in ("call", "brace") and child.kind == "name" and self.kind(child, scope) != "operand":
                continue
            if child.start in self.done:
                continue
            self.visit(child, scope, equal, address)

    def arithmetic(self, node, scope):
        left, right = node.children
        operator = node.extra
        span = (operator.start, operator.end)
        pointer = self.kind(left, scope) == "pointer"
        exchanged = {"+": "-", "-": "+", "*": "/", "/": "*", "&&": "||", "||": "&&", **TURNED_ROUND}.get(node.text)
        if node.kind == "fold":
            self.add(node, self.text(left), "term dropped")
            return
        if exchanged:
            self.add(node, exchanged, "operator", span=span)
        if PRECEDENCE[node.text] >= 6:
            self.add(node, self.text(left), "term dropped")
            if not pointer:
                self.add(node, self.text(right), "term dropped")
                if node.text in ("-", "/"):
                    self.add(node, f"{self.grouped(right)} {node.text} {self.grouped(left)}", "operands swapped")
        elif node.text in ("&&", "||"):
            self.add(node, self.text(left), "term dropped")
            self.add(node, self.text(right), "term dropped")

    def grouped(self, node):
        return f"({self.text(node)})" if node.kind in ("binary", "conditional", "assign") else self.text(node)

    def number(self, node):
        text = node.text
        if re.fullmatch(r"\d+", text):
            after = {"0": "1", "1": "2", "2": "1"}.get(text, str(2 * int(text)))
        else:
            after = f"2 * {text}"
        self.add(node, after, "number")

    def name(self, node, scope, equal, address, target=False):
        """The variable replaced by every other of its kind."""
        variable = next((v for v in reversed(scope) if v.name == node.text), None)
        if variable is None or variable.kind in ("other", "pack") or (variable.kind == "index" and address):
            return
        seen = set()
        for other in reversed(scope):
            if other.kind != variable.kind or other.name in seen or other.name == node.text or other.name_at is not None:
                continue
            seen.add(other.name)
            pair = {other.name, node.text}
            if target and other.type.startswith("const"):
                continue
            if pair in equal or pair in self.same or (variable.kind == "dim" and pair in self.equal_dims):
                continue
            if self.started_alike(pair):
                continue
            self.add(node, other.name, "variable")

    def member(self, node):
        for members in self.structs.values():
            for other in members:
                if node.text in members and other != node.text and members[other] == members[node.text]:
                    self.add(node, other, "member", span=(node.extra.start, node.extra.end))

    # Calls: of functions of matrices, and of functions of numbers.

    def matrix_operand(self, node):
        """Dims of an argument that is a matrix of the function, as it is or transposed; else None."""
        if node.kind == "name":
            return next((m.dims for m in self.matrices if m.name == node.text), None)
        if node.kind == "brace":
            return self.ones.get(self.text(node))
        if node.kind == "call" and node.children[0].text == "transposed" and len(node.children) == 2:
            dims = self.matrix_operand(node.children[1])
            return dims and dims[::-1]
        return None

    def call(self, node, scope):
        callee, arguments = node.children[0], node.children[1:]
        if callee.kind == "name" and callee.text not in self.parser.types and self.kind(callee, scope) not in ("operand",):
            operands = [(i, a, self.matrix_operand(a)) for i, a in enumerate(arguments)]
            operands = [o for o in operands if o[2]]
            if operands and callee.text != "transposed":
                self.matrix_call(node, callee.text.split("::")[-1], arguments, operands, scope)
                self.done |= {o[1].start for o in operands}
                return
            if callee.text.startswith("numeric::") and len(arguments) == 1 and self.kind(arguments[0], scope) == "value":
                if not callee.text.startswith("numeric::is_"):
                    self.sign(arguments[0])
                    self.add(node, f"({self.text(arguments[0])})", "function dropped")
            limits = {"numeric::at_least": "numeric::at_most", "numeric::at_most": "numeric::at_least"}
            if callee.text in limits:
                self.add(callee, limits[callee.text], "limit turned round")
                self.add(node, f"({self.text(arguments[0])})", "limit dropped")
                self.sign(arguments[0])

    def matrix_call(self, node, callee, arguments, operands, scope):
        product = callee in ("lazy_product", "product")
        what = "product" if product else "matrices"
        original = {i: dims for i, _, dims in operands}

        def other_shape(changed):
            """Extents or axes that the operation does not take, or gives differently."""
            dims = {**original, **changed}
            if product:
                (rows, inner), (inner_dual, columns) = dims[0], dims[1]
                return inner_dual != dual(inner) or (rows, columns) != (original[0][0], original[1][1])
            # An elementwise operation may pair the two sides of a layer, and a value with a gradient, but no batch with features.
            return any(self.kinds_of(dims[i]) != self.kinds_of(original[i]) for i in dims)

        for (i, a, of_a), (j, b, of_b) in itertools.combinations(operands, 2):
            span = (a.start, b.end)
            after = self.text(b) + self.source[a.end:b.start] + self.text(a)
            self.add(node, after, f"{what}: operands swapped", other_shape({i: of_b, j: of_a}), span=span)
        candidates = [(m.name, m.dims, m) for m in self.matrices] + [(text, dims, None) for text, dims in self.ones.items()]
        for i, a, _ in operands:
            bare = a.children[1] if a.kind == "call" else a
            for text, dims, variable in candidates:
                for transposed in (False, True):
                    after = f"transposed({text})" if transposed else text
                    same = text == self.text(bare)
                    if same and transposed == (a.kind == "call"):
                        continue
                    change = ("transpose dropped" if a.kind == "call" else "transpose added") if same else "another matrix"
                    self.add(a, after, f"{what}: {change}", other_shape({i: dims[::-1] if transposed else dims}), variable)
            for v in scope:
                if v.kind == "operand" and not v.dims:
                    self.add(a, v.name, f"{what}: another operand")

    @staticmethod
    def kinds_of(dims):
        """An elementwise view of dims: a batch, one row, or features."""
        return tuple("batch" if d[0].startswith("Batch") else d[0] if d[0].isdigit() else "features" for d in dims)


# ------------------------------------------------------------------------------------------------------------------- gates

# Messages of g++ about a shape; about another type; and those of a mutant that is no C++.
SHAPE = re.compile(r"error: (no matching function for call to|no match for|cannot convert|conversion from|could not convert|"
                   r"invalid initialization of reference)"
                   r".*(matrix<|dim\{|product_of|const_view|constraints)|error: .*constraints")
TYPE = re.compile(r"error: (no match for call to|no match for|no matching function for call to|cannot convert|invalid conversion"
                  r"|.*has no member named|assignment of read-only|could not convert|invalid operands|subscripted value"
                  r"|conversion of scalar .* to vector|request for member .* of non-class type"
                  # a vector, or a sequence of indices, of another length than there can be; a function that would never end
                  r"|zero vector size|'__builtin_shufflevector' must specify|argument to '__integer_pack'"
                  r"|inlining failed in call to 'always_inline')")
NO_CODE = re.compile(r"error: (expected|stray|.*was not declared|.*does not name|.*redeclaration|.*undeclared)")


# This computer as one without vectors.
WITHOUT_VECTORS = ("-O0", "-U__SSE2__", "-U__ARM_NEON")


class Gates:
    def __init__(self, options, folder):
        self.compiler = options.compiler
        self.include = pathlib.Path(options.include)
        self.tests = [pathlib.Path(options.tests) / name for name in ("formulas.cpp", "gradients.cpp")]
        self.folder = folder
        self.names = {path: self.named_tests(path) for path in self.tests}
        self.common = self.precompile("common.hpp")
        self.common_without_vectors = self.precompile("without_vectors.hpp", *WITHOUT_VECTORS)

    @staticmethod
    def named_tests(path):
        """First and last line of each static_assert, and its message."""
        source = path.read_text()
        tokens = tokenize(source)
        found = []
        for i, token in enumerate(tokens):
            if token.text == "static_assert":
                close = Tokens(tokens).matching(i + 1)
                message = "".join(x.text[1:-1] for x in tokens[i:close] if x.kind == "string")
                if not message:
                    raise SystemExit(f"{path.name}: a static_assert without a name")
                found.append((source.count("\n", 0, token.start) + 1, source.count("\n", 0, tokens[close].end) + 1, message))
        return found

    def precompile(self, name, *options):
        """A header with what no mutant changes and all include; precompiled it saves a quarter of the time."""
        headers = sorted(self.include.glob("chainrule/*/*.hpp"))
        unchanged = [h for h in headers if h.parent.name in ("numeric", "shape", "algebra")]
        others = set(re.findall(r"^#include <((?!chainrule/)[^>]+)>", "\n".join(h.read_text() for h in headers), re.M))
        common = self.folder / name
        common.write_text("".join(f"#include <{name}>\n" for name in
                                  sorted(others) + [h.relative_to(self.include) for h in unchanged]))
        status, errors = self.call(f"-I{self.include}", *options, "-x", "c++-header", str(common), "-o", f"{common}.gch")
        if status != 0:
            raise SystemExit(errors)
        return common

    def call(self, *arguments):
        command = [self.compiler, "-std=c++20", "-ffp-contract=off", "-w", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, "LC_ALL": "C"})
        return done.returncode, done.stderr

    def compile(self, private, source, *more):
        return self.call(f"-I{private}", f"-I{self.include}", "-include", str(self.common), *more, str(source))

    def run(self, mutant, number):
        """What became of a mutant: (refused, killed, survived or broken), and why."""
        private = self.folder / str(number)
        if mutant is not None:
            source = mutant.path.read_text()
            for start, end, after in sorted(mutant.edits, reverse=True):
                source = source[:start] + after + source[end:]
            copy = private / mutant.path.relative_to(self.include)
            copy.parent.mkdir(parents=True)
            copy.write_text(source)

        if mutant is not None and mutant.unproved:
            program = private / "passages"
            for common, machine in ((self.common_without_vectors, WITHOUT_VECTORS), (self.common, ("-O0",))):
                status, errors = self.call(f"-I{private}", f"-I{self.include}", "-include", str(common), *machine,
                                           str(HERE / "passages.cpp"), "-o", str(program))
                if status != 0:
                    return self.refusal(errors)
                fate = self.execute(program)
                if fate[0] != "survived":
                    break
            return fate

        status, errors = self.compile(private, HERE / "instantiate.cpp", "-fsyntax-only")
        if status != 0:
            return self.refusal(errors)

        for tests in self.tests:
            status, errors = self.compile(private, tests, "-fsyntax-only")
            if status == 0:
                continue
            killers = []
            for file, line in re.findall(r"([^\s:]+):(\d+):\d+: error: ", errors):
                name = next((m for first, last, m in self.names[tests] if first <= int(line) <= last), None)
                if pathlib.Path(file).name == tests.name and name and name not in killers:
                    killers.append(name)
            return ("killed", killers) if killers else ("broken", errors)

        program = private / "packs"
        private.mkdir(exist_ok=True)
        status, errors = self.compile(private, HERE / "packs.cpp", "-O1", "-o", str(program))
        if status != 0:
            return "broken", errors
        return self.execute(program)

    @staticmethod
    def refusal(errors):
        lines = [line for line in errors.splitlines() if "error:" in line]
        if any(NO_CODE.search(line) for line in lines) or not lines:
            return "broken", errors
        if any(SHAPE.search(line) for line in lines):
            return "refused", "shape"
        if any(TYPE.search(line) for line in lines):
            return "refused", "type"
        return "broken", errors

    @staticmethod
    def execute(program):
        """Runs a test that takes far less than a second; a mutant may never end."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        done = subprocess.run([str(program)], capture_output=True, text=True, timeout=300, preexec_fn=limit)
        if done.returncode == 0:
            return "survived", []
        failed = re.findall(r"^failed: (.*)$", done.stdout, re.M)
        return "killed", failed or [f"{program.name}: does not end, or ends by a signal" if done.returncode < 0 else
                                    f"{program.name}: ends with status {done.returncode}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    parser.add_argument("--only", default="", help="only mutants whose file, formula or kind contains this; never a success")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="the first of each N mutants, of those of --only, as they are listed; may be a success")
    parser.add_argument("--include", default=ROOT / "include")
    parser.add_argument("--tests", default=ROOT / "tests" / "static")
    options = parser.parse_args()
    options.include = pathlib.Path(options.include).resolve()
    if options.every < 1:
        parser.error("--every wants a number from 1")

    headers = [Header(path) for part in ("layers", "losses")
               for path in sorted((options.include / "chainrule" / part).rglob("*.hpp"))]
    mutants = [m for h in headers for m in sorted(h.mutants.values(), key=lambda m: m.edits)]

    def place(m):
        return f"{m.path.relative_to(options.include / 'chainrule')}:{m.line}"

    def describe(m):
        return f"{place(m)}: {m.what}: {m.before}  ->  {m.after}"

    found = len(mutants)
    if options.only:
        mutants = [m for m in mutants if options.only in describe(m)]
    for h in headers:
        print(f"{h.path.relative_to(options.include / 'chainrule')}: {h.functions} functions, {len(h.mutants)} mutants")
    print(f"{len(mutants)} mutants: "
          f"{sum(m.what.startswith('product') for m in mutants)} of products, "
          f"{sum(m.what.startswith('matrices') for m in mutants)} of other calls on matrices, "
          f"{sum(not m.what.startswith(('product', 'matrices')) for m in mutants)} of formulas", flush=True)
    if options.every > 1:
        mutants = mutants[::options.every]
        print(f"of these, each {options.every}-th: {len(mutants)} mutants", flush=True)
    if options.list:
        for m in mutants:
            print(f"{'*' if m.refused else ' '} {describe(m)}")
        return 0

    def complain(m, outcome, why):
        if outcome == "survived":
            print(f"survived: {describe(m)}", flush=True)
        if m.refused and outcome != "refused":
            print(f"other extents or axes, but not refused: {describe(m)}", flush=True)
        if outcome == "broken":
            lines = [line for line in why.splitlines() if "error:" in line]
            print("not a mutant, an error of this script: " + "\n  ".join([describe(m)] + lines[:3]), flush=True)

    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        gates = Gates(options, pathlib.Path(folder))
        outcome, why = gates.run(None, "unchanged")
        if outcome != "survived":
            print(f"the headers as they are: {outcome}\n{why}")
            return 1
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            running = {pool.submit(gates.run, m, i): m for i, m in enumerate(mutants)}
            for done in concurrent.futures.as_completed(running):
                complain(running[done], *done.result())
        results = [done.result() for done in running]

    together = list(zip(mutants, results))
    count = collections.Counter(outcome for outcome, _ in results)
    other = [(m, outcome) for m, (outcome, _) in together if m.refused]
    let_through = [m for m, outcome in other if outcome != "refused"]

    noticed = collections.Counter()
    for outcome, why in results:
        if outcome == "killed":
            noticed.update(why)
    print("\nmutants that each named test noticed:")
    for _, _, name in itertools.chain(*gates.names.values()):
        print(f"  {noticed.pop(name, 0):4}  {name}")
    for name, n in sorted(noticed.items()):
        print(f"  {n:4}  {name}")

    by_type = sum(1 for outcome, why in results if outcome == "refused" and why == "type")
    print(f"\n{len(mutants)} mutants in {time.monotonic() - begun:.0f} s")
    print(f"  {count['refused']} refused by the compiler, {by_type} of them for another type than a matrix's")
    print(f"     of {len(other)} with operands of other extents or axes: {len(other) - len(let_through)}")
    print(f"  {count['killed']} killed by a named test")
    print(f"  {count['survived']} survivors")
    print(f"  {count['broken']} errors of this script")
    if found < 100:
        print("fewer than 100 mutants")
    if options.only:
        print("chosen by --only: no success")
    return 1 if count["survived"] or count["broken"] or let_through or found < 100 or options.only else 0


if __name__ == "__main__":
    sys.exit(main())
