"""What 5-4-3 and 64-32-10 cost on each board of examples/firmware, beside the same networks in plain C: builds every image,
runs it under QEMU and prints a table of

  flash         code, constants and initial values, weights and exp included, over an empty program in the same harness
  RAM           .data and .bss, over the same
  stack         painted at run time; bound: frames and call graph from the compiler, of what it did not compile by disassembly
  instructions  of the third call, the call and the return included, as QEMU counts them: instructions, not cycles

usage: footprint.py [--board BOARD] [--build BUILD] [--check | --write-baseline] [--readme FILE] [--folder FOLDER]

  --check           fail if a figure is more than 3 % above baseline.json, or the table of the README (or FILE) is another
  --write-baseline  write the figures to baseline.json
  --readme FILE     write the short table between the lines <!-- footprint --> and <!-- end of footprint --> of FILE
"""
import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True
from stack_bound import stack_bound  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
FIRMWARE = ROOT / "examples" / "firmware"
BASELINE = HERE / "baseline.json"

ALLOWED = 1.03  # times the baseline
TOLERANCE = 1e-5  # between the library and plain C

BOARDS = sorted(path.stem for path in (FIRMWARE / "boards").glob("*.cmake"))
BUILDS = {
    "small": ["-Os", "-ffp-contract=off"],
    "fast": ["-O2", "-ffp-contract=off"],
    "contracted": ["-O2", "-ffp-contract=fast"],  # on boards with a floating-point unit
}
NETWORKS = {"5-4-3": (5, 4, 3, "sigmoid"), "64-32-10": (64, 32, 10, "relu")}


@dataclass(frozen=True)
class Image:
    name: str
    network: str
    batch: int  # of a training step; 0 for inference
    step: str | None  # the trainer's function


IMAGES = [Image("inference", "5-4-3", 0, None), Image("inference 64-32-10", "64-32-10", 0, None)]
for rows in 1, 8:
    IMAGES += [
        Image(f"step of {rows}", "5-4-3", rows, "step_unchecked"),
        Image(f"step of {rows} + checks", "5-4-3", rows, "step_without_loss"),
        Image(f"step of {rows} + checks + loss", "5-4-3", rows, "step"),
    ]


def run(command, **options):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}status {done.returncode}")
    return done


def write_networks(folder):
    """The sizes and weights of each network, as macros for C and C++."""
    for name, (inputs, hidden, outputs, activation) in NETWORKS.items():
        generator = random.Random(1)

        def row(n):
            return "{" + ", ".join(f"{generator.randint(-512, 512) / 1024}f" for _ in range(n)) + "}"

        def rows(m, n):
            return "{" + ", ".join(row(n) for _ in range(m)) + "}"

        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "network.h").write_text(
            f"#define INPUTS {inputs}\n#define HIDDEN {hidden}\n#define OUTPUTS {outputs}\n#define ACTIVATION {activation}\n"
            f"#define WEIGHT_0 {rows(inputs, hidden)}\n#define BIAS_0 {row(hidden)}\n"
            f"#define WEIGHT_1 {rows(hidden, outputs)}\n#define BIAS_1 {row(outputs)}\n")


class Board:
    """How to build for a board and to run on it, with the harness built."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder / name
        self.networks = folder
        self.plugin = folder / "count_instructions.so"
        self.folder.mkdir(parents=True, exist_ok=True)

        printed = run(["cmake", f"-DBOARD={name}", "-P", HERE / "board.cmake"], cwd=self.folder).stdout.splitlines()
        settings = {key: value.split() for key, value in (line.split("=", 1) for line in printed)}
        self.emulator = settings["BOARD_EMULATOR"]
        self.c = settings["CMAKE_C_COMPILER"] + settings["CMAKE_C_FLAGS_INIT"] + ["-std=c17"]
        self.cxx = settings["CMAKE_CXX_COMPILER"] + settings["CMAKE_CXX_FLAGS_INIT"]
        self.link_flags = settings["CMAKE_EXE_LINKER_FLAGS_INIT"]
        self.includes = ["-I", ROOT / "include", "-isystem", *settings["Boost_INCLUDE_DIR"], "-I", FIRMWARE, "-I", HERE]
        self.tools = self.c[0].removesuffix("gcc")
        self.has_fpu = "-mfloat-abi=hard" in self.c or "-mabi=ilp32f" in self.c

        # Without memcpy and memset, which others would then have for nothing; the empty program links without any library.
        small = ["-Os", "-fno-tree-loop-distribute-patterns"]
        startup = self.compile(FIRMWARE / "startup" / (settings["BOARD_FAMILY"][0] + ".cpp"), "startup.o", small)
        self.harness = [self.compile(HERE / "harness.cpp", "harness.o", small), startup]
        self.harness_for_library = [
            self.compile(HERE / "harness.cpp", "harness_for_library.o", small + ["-DFEATURES_OUTERMOST"]), startup]
        empty = self.link([self.compile(HERE / "empty.c", "empty.o", small)] + self.harness, "empty.elf", ["-nostdlib"])
        self.empty_flash, self.empty_ram = self.sizes(empty)
        stack, _, instructions = self.execute(empty)
        if stack != 0 or instructions != 2:
            raise RuntimeError(f"{name}: the harness measures {stack} B of stack and {instructions} instructions of a function "
                               "that only returns, not 0 and 2: the call and the return")

    def compile(self, source, target, options):
        compiler = self.c if source.suffix == ".c" else [*self.cxx, "-std=c++20"]
        run([*compiler, *options, *self.includes, "-fcallgraph-info=su", "-c", source, "-o", self.folder / target])
        return self.folder / target

    def link(self, objects, target, options=()):
        run([*self.cxx, *objects, *self.link_flags, *options, "-lm", "-o", self.folder / target])
        return self.folder / target

    def sizes(self, image):
        """Bytes in flash (what is loaded) and of static RAM (what can be written), over all sections."""
        flash = ram = 0
        headers = run([self.tools + "objdump", "-h", image]).stdout
        for size, flags in re.findall(r"^ +\d+ \S+ +([0-9a-f]{8}) .*\n +(\S.*)$", headers, re.M):
            flags = flags.split(", ")
            if "LOAD" in flags:
                flash += int(size, 16)
            if "ALLOC" in flags and "READONLY" not in flags:
                ram += int(size, 16)
        return flash, ram

    def execute(self, image):
        """Bytes of stack, results, and instructions of the call between the markers."""
        done = run([*self.emulator, image, "-plugin", self.plugin], timeout=60)
        found = re.fullmatch(r"stack (\w{8})\nresults((?: \w{8})+)\n", done.stderr)
        counts = re.fullmatch(r"instructions (\d+)\n", done.stdout)
        if not found or not counts:
            raise RuntimeError(f"{image} wrote\n{done.stdout}{done.stderr}")
        results = [struct.unpack("!f", bytes.fromhex(word))[0] for word in found[2].split()]
        return int(found[1], 16), results, int(counts[1])

    def measure(self, build, image, by):
        name = f"{build} {image.name} {by}".replace(" ", "_")
        options = BUILDS[build] + ["-I", self.networks / image.network, f"-DBATCH={image.batch}"]
        harness = self.harness
        if by == "chainrule":
            source = HERE / "library.cpp"
            if image.step:
                options += [f"-DSTEP={image.step}"]
            if image.batch > 1:
                harness = self.harness_for_library
        else:
            source = HERE / "plain.c"
        compiled = self.compile(source, name + ".o", options)
        linked = self.link([compiled] + harness, name + ".elf")
        flash, ram = self.sizes(linked)
        stack, results, instructions = self.execute(linked)
        bound = stack_bound(run([self.tools + "nm", "-S", linked]).stdout,
                            run([self.tools + "objdump", "-d", "--no-show-raw-insn", linked]).stdout,
                            compiled.with_suffix(".ci").read_text(), "measured")
        figures = {"flash": flash - self.empty_flash, "RAM": ram - self.empty_ram, "stack": stack, "bound": bound,
                   "instructions": instructions}
        return figures, results


def difference(results, expected):
    """The largest; infinite where a number is none."""
    return max(abs(a - b) if abs(a - b) <= 1e6 else float("inf") for a, b in zip(results, expected, strict=True))


def other_results(results):
    """Where plain C or a training step computed something else: results by image and maker, of one board and build."""
    for (image, by), values in results.items():
        expected = next(v for (i, _), v in results.items() if (i.network, i.batch) == (image.network, image.batch))
        if difference(values, expected) > TOLERANCE or not any(values):
            yield f"{image.name}, {by}: results differ by {difference(values, expected):.2g}, from {expected[:3]}..."


def measure_all(boards, builds, folder):
    """Figures by (board, build, image name, maker), and what is wrong with them."""
    folder.mkdir(parents=True, exist_ok=True)
    write_networks(folder)
    run(["gcc", "-std=c17", "-O2", "-shared", "-fPIC", HERE / "count_instructions.c", "-o", folder / "count_instructions.so"])

    figures, wrong = {}, []
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        boards = list(pool.map(lambda name: Board(name, folder), boards))
        waiting = {}
        for board, build in itertools.product(boards, builds):
            if build == "contracted" and not board.has_fpu:
                continue
            for image in IMAGES:
                waiting[board, build, image, "chainrule"] = pool.submit(board.measure, build, image, "chainrule")
                if image.step in (None, "step_unchecked"):
                    waiting[board, build, image, "plain C"] = pool.submit(board.measure, build, image, "plain C")
        results = {}
        for (board, build, image, by), measured in waiting.items():
            figures[board.name, build, image.name, by], values = measured.result()
            results.setdefault((board.name, build), {})[image, by] = values

    for (board, build), values in results.items():
        wrong += [f"{board}, {build}: {text}" for text in other_results(values)]
    for key, f in figures.items():
        if f["stack"] > f["bound"]:
            wrong.append(f"{', '.join(key)}: {f['stack']} B of stack used, above the bound of {f['bound']} B")
        if f["bound"] == float("inf"):
            wrong.append(f"{', '.join(key)}: there is no bound of its stack")
    return figures, wrong


def table(columns, rows):
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [columns, *rows]]
    lines.insert(1, "|---" * len(columns) + "|")
    return "\n".join(lines) + "\n"


def full_table(figures):
    names = ["flash", "RAM", "stack", "bound", "instructions"]
    return table(["board", "build", "image", "by", *names], [[*key, *(f[n] for n in names)] for key, f in figures.items()])


def short_table(figures):
    """A line a board and build; each cell is the library's figure, and that of plain C."""
    def cell(board, build, image, *names):
        return " / ".join(f"{sum(figures[board, build, image, by][n] for n in names):,}" for by in ("chainrule", "plain C"))

    columns = ["board", "build", "inference: flash", "RAM + stack", "instructions", "64-32-10: flash", "instructions",
               "step of 8: flash", "RAM + stack", "instructions", "step of 1: instructions"]
    rows = []
    for board, build in dict.fromkeys(key[:2] for key in figures):
        rows.append([f"`{board}`", build])
        for image in "inference", "inference 64-32-10", "step of 8", "step of 1":
            if image != "step of 1":
                rows[-1].append(cell(board, build, image, "flash"))
            if image in ("inference", "step of 8"):
                rows[-1].append(cell(board, build, image, "RAM", "stack"))
            rows[-1].append(cell(board, build, image, "instructions"))
    return table(columns, rows)


MARKED = re.compile(r"(?<=<!-- footprint -->\n).*(?=<!-- end of footprint -->)", re.S)


def read_baseline():
    return {tuple(key.split(", ")): f for key, f in json.loads(BASELINE.read_text()).items()}


def write_baseline(figures):
    lines = [f"  {json.dumps(', '.join(key))}: {json.dumps(f)}" for key, f in figures.items()]
    BASELINE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def worsened(figures, baseline):
    for key, f in figures.items():
        if key not in baseline:
            yield f"{', '.join(key)}: not in the baseline"
            continue
        for name, value in f.items():
            if value > baseline[key][name] * ALLOWED:
                yield f"{', '.join(key)}: {name} {value}, in the baseline {baseline[key][name]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", choices=BOARDS, action="append")
    parser.add_argument("--build", choices=BUILDS, action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write-baseline", action="store_true")
    parser.add_argument("--readme", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "footprint")
    arguments = parser.parse_args()
    everything = not arguments.board and not arguments.build

    try:
        figures, wrong = measure_all(arguments.board or BOARDS, arguments.build or BUILDS, arguments.folder.resolve())
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
    print(full_table(figures))
    sys.stdout.flush()
    if wrong:
        sys.exit("\n".join(wrong))

    if arguments.check:
        baseline = read_baseline()
        wrong += worsened(figures, baseline)
        if everything:
            wrong += [f"{', '.join(key)}: in the baseline, but not measured" for key in baseline if key not in figures]
    if everything and (arguments.readme or arguments.check):
        readme = arguments.readme or ROOT / "README.md"
        text = readme.read_text()
        new = MARKED.sub(lambda _: short_table(figures), text)
        if not MARKED.search(text):
            wrong.append(f"{readme} has no place for the table")
        elif not arguments.check:
            readme.write_text(new)
        elif new != text:
            wrong.append(f"the table in {readme} is not up to date: footprint.py --readme {readme}")
    if arguments.write_baseline:
        write_baseline(figures if everything else read_baseline() | figures)
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
