"""Runs a compiler and checks that it accepts a source, or refuses it for the stated reason.

    check.py --compiles -- compiler arguments...
    check.py --refuses REGEX [--refuses REGEX]... [--at-most LINES] -- compiler arguments...

Refused means: the compiler ends with status 1 (a crash has another one), and for each REGEX a line of its first error matches, with
the context before it and the notes after it. With --at-most there is one error only, and the output from it on is at most that long.
"""

import argparse
import os
import re
import subprocess
import sys


def complaint(expected, status, output):
    """What is wrong with a compiler's status and output, or None."""
    if expected.compiles:
        return None if status == 0 else f"status {status} where it should compile"
    if status != 1:
        return f"status {status} where it should be refused with status 1"
    lines = output.splitlines()
    errors = [i for i, line in enumerate(lines) if re.search(r"\berror: ", line)]
    if not errors:
        return "refused without an error"
    reason = lines[: errors[1] if len(errors) > 1 else None]
    for regex in expected.refuses:
        if not any(re.search(regex, line) for line in reason):
            return f"the first error does not say: {regex}"
    if expected.at_most is not None:
        if len(errors) > 1:
            return f"{len(errors)} errors where one is expected"
        if len(lines) - errors[0] > expected.at_most:
            return f"{len(lines) - errors[0]} lines from the error on, {expected.at_most} allowed"
    return None


def main():
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiles", action="store_true")
    parser.add_argument("--refuses", action="append")
    parser.add_argument("--at-most", type=int)
    expected = parser.parse_args(sys.argv[1:split])
    if expected.compiles == bool(expected.refuses):
        parser.error("one of --compiles and --refuses")

    # In the plain locale the compilers quote in ASCII.
    run = subprocess.run(
        sys.argv[split + 1 :], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    print(run.stdout, end="")
    problem = complaint(expected, run.returncode, run.stdout)
    if problem:
        sys.exit(f"check.py: {problem}")


main()
