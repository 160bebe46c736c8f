"""Compiles one source for one target and checks what it costs: stack at most a bound, no symbol of a heap or of printf.

usage: check.py --batch N --stack BYTES --tools PREFIX --source FILE --output DIRECTORY -- COMPILER ARGUMENT...

The stack is that of the deepest path of calls from the function that the source is named after, by the compiler's call graph and
the linked code (stack_bound.py); a path without a bound, by recursion or by a call through a pointer, is refused.
"""
import argparse
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "benchmark" / "footprint"))
from stack_bound import stack_bound  # noqa: E402

FORBIDDEN = re.compile(r"^(malloc|calloc|realloc|free|_malloc_r|_Zn[wa].*|_Zd[la].*|.*printf.*|__cxa_.*|_Unwind.*|__errno.*)$")


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--stack", type=int, required=True)
    parser.add_argument("--tools", required=True, help="what stands before nm and objdump")
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("compiler", nargs="+")
    arguments = parser.parse_args()

    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / arguments.source.with_suffix(".o").name
    subprocess.run([*arguments.compiler, "-fcallgraph-info=su", f"-DBATCH={arguments.batch}", "-c", str(arguments.source),
                    "-o", str(target)], check=True)
    symbols = output_of(f"{arguments.tools}nm", "--format=posix", str(target))
    names = [line.split()[0] for line in symbols.splitlines()]
    root = [name for name in names
            if re.match(rf"_Z{len(target.stem)}{target.stem}\D", name) and not name.endswith(".cold")]
    if len(root) != 1:
        sys.exit(f"not one function {target.stem} in the object file: {root}")

    # Linked, so that the code says whom it calls.
    image = target.with_suffix(".elf")
    subprocess.run([*arguments.compiler, "-nostdlib", f"-Wl,-e,{root[0]}", "-Wl,--gc-sections", str(target), "-lc", "-lgcc",
                    "-o", str(image)], check=True)
    stack = stack_bound(output_of(f"{arguments.tools}nm", "-S", str(image)), output_of(f"{arguments.tools}objdump", "-d",
                        "--no-show-raw-insn", str(image)), target.with_suffix(".ci").read_text(), root[0])
    print(f"batch {arguments.batch}: {stack} bytes of stack, at most {arguments.stack} allowed")

    found = sorted(name for name in names if FORBIDDEN.match(name))
    print(f"{len(names)} symbols, forbidden: {', '.join(found) or 'none'}")
    if not 0 < stack <= arguments.stack or found:
        sys.exit(1)


main()
