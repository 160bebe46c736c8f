"""Checks that every public header survives the macros of macros.hpp: check.py before|between INCLUDE_DIRECTORY COMPILER FLAG...

  before   the macros stand before everything, with the meaning that macros.hpp gives them
  between  they stand after all headers of the standard library and of Boost.Hana that public headers include, and each means
           what no compiler can parse; so no use goes unnoticed, not even one that would compile, such as of abs(x)

Each header alone is compiled, or between only preprocessed: where no macro is used, the compiler sees what it always sees.
"""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
FOREIGN = re.compile(r"^\s*#\s*include\s*<((?!chainrule/)[^>]+)>", re.MULTILINE)
MACRO = re.compile(r"^(#define (\w+)(\([^)]*\))?) .*$", re.MULTILINE)


def run(compiler, source):
    return subprocess.run([*compiler, "-w", "-x", "c++", "-"], input=source, capture_output=True, text=True)


def errors_of_compiler(compiler, source):
    """What the compiler says against a source; empty if it accepts it."""
    ran = run([*compiler, "-fsyntax-only"], source)
    return ran.stderr or f"status {ran.returncode}" if ran.returncode else ""


def uses_of_macros(compiler, source):
    """The lines of a source, and of what it includes, that use an unparsable macro; empty if there are none."""
    ran = run([*compiler, "-E"], source)
    uses = [] if ran.returncode == 0 else [ran.stderr]
    file, number = "", 0
    for line in ran.stdout.splitlines():
        if marker := re.match(r'# (\d+) "([^"]*)"', line):
            file, number = marker[2], int(marker[1])
        else:
            uses += [f"{file}:{number}: {name}" for name in re.findall(r"@ macro (\w+) @", line)]
            number += 1
    return "\n".join(uses)


def unparsable(macro):
    return f"#undef {macro[2]}\n{macro[1]} @ macro {macro[2]} @"


def main():
    case, root, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    headers = sorted(header.relative_to(root).as_posix() for header in root.rglob("*.hpp"))
    macros = (HERE / "macros.hpp").read_text()
    if case == "before":
        errors_of = errors_of_compiler
        prologue = "#define BEFORE_STANDARD_HEADERS\n" + macros
    else:
        errors_of = uses_of_macros
        foreign = sorted({name for header in headers for name in FOREIGN.findall((root / header).read_text())})
        prologue = "".join(f"#include <{name}>\n" for name in foreign) + MACRO.sub(unparsable, macros)

    broken = 0
    if errors_of(compiler, prologue):
        broken += 1
        print("the macros themselves break", errors_of(compiler, prologue), sep="\n")
    # What stumbles over a macro must be seen to.
    for stumbles in ("struct pins { int OUTPUT; };", "struct range { int constrain(int, int, int); };"):
        if not errors_of(compiler, f"{prologue}\n{stumbles}\n"):
            broken += 1
            print(f"accepted: {stumbles}")
    for header in headers:
        errors = errors_of(compiler, f"{prologue}\n#include <{header}>\n")
        if errors:
            broken += 1
            print(f"== {header}", *errors.splitlines()[:12], sep="\n")
    count = len(MACRO.findall(macros))
    print(f"{case}: {count} macros, {len(headers)} headers, {broken} broken")
    sys.exit(1 if broken or len(headers) < 20 or count < 500 else 0)


main()
