"""Compiles one source for one target and checks what it costs: stack at most a bound, no symbol of a heap or of printf.

usage: check.py --batch N --stack BYTES --nm NM --source FILE --output DIRECTORY -- COMPILER ARGUMENT...

The stack bound is the sum of all frames that the compiler reports for the file, so it holds for any depth of calls in it.
"""
import argparse
import pathlib
import re
import subprocess
import sys

FORBIDDEN = re.compile(r"^(malloc|calloc|realloc|free|_malloc_r|_Zn[wa].*|_Zd[la].*|.*printf.*|__cxa_.*|_Unwind.*|__errno.*)$")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--stack", type=int, required=True)
    parser.add_argument("--nm", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("compiler", nargs="+")
    arguments = parser.parse_args()

    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / pathlib.Path(arguments.source).with_suffix(".o").name
    subprocess.run(
        arguments.compiler + ["-fstack-usage", f"-DBATCH={arguments.batch}", "-c", arguments.source, "-o", str(target)],
        check=True,
    )

    frames = []
    for line in target.with_suffix(".su").read_text().splitlines():
        name, size, kind = line.rsplit("\t", 2)
        if "dynamic" in kind and "bounded" not in kind:
            sys.exit(f"a frame without a bound: {line}")
        frames.append((int(size), name))
    if not frames:
        sys.exit("the compiler reported no frame")
    total = sum(size for size, _ in frames)
    print(f"batch {arguments.batch}: {total} bytes of stack in {len(frames)} frames, at most {arguments.stack} allowed")

    symbols = subprocess.run([arguments.nm, "--format=posix", str(target)], check=True, capture_output=True, text=True)
    names = [line.split()[0] for line in symbols.stdout.splitlines()]
    if not any(target.stem in name for name in names):
        sys.exit(f"the object file has no {target.stem}")
    found = sorted(name for name in names if FORBIDDEN.match(name))
    print(f"{len(names)} symbols, forbidden: {', '.join(found) or 'none'}")
    if total > arguments.stack or found:
        sys.exit(1)


main()
