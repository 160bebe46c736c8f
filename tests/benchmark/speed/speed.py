"""Times the library against its peers on one core of this machine: builds the programs of this folder, lets them check that all
peers give the same numbers, runs them, prints tables of ratios (a peer's time over ours: above 1 we are faster) and draws them.

usage: speed.py [--quick] [--compiler CXX]... [--flags=FLAGS] [--peers LIST] [--group GROUP]... [--only CASE]... [--rounds N]
                [--library FOLDER] [--folder FOLDER] [--readme FILE]

  --quick     the networks of the first table alone, against Eigen and libxsmm
  --compiler  g++ and clang++-19 if none is named
  --flags     of all sources, peers included; "-O3 -march=native" if not given. --flags="-O2 -mavx2" and --flags=-O2 ask about
              other machines
  --peers     of ours, reproducible, eigen, libxsmm, openblas, fann, plain, torch (large, and not among them if not named).
              With flags below AVX leave out libxsmm and openblas: they use what the processor has, and SSE code after that is slow
  --group     networks, steps, products, batches, caches, costs (percentiles, instructions, growth); all if none is named
  --only      a case by its name, like S_step_32 or product_64_32; may contain stars
  --rounds    processes per case, 9 if not given: where its memory lies makes a process faster or slower than the next by up to
              a third; in each the peers alternate in random order under Google Benchmark. A process counts if each peer had the
              core to itself three times at least, which an empty loop before and after tells if it is about as quick as the
              quickest of the run; four times as many are tried. A short run may see no quiet moment, and cannot tell
  --library   the headers that are timed, those of this repository if not given
  --folder    where it builds, and leaves speed.md and the pictures; build/speed if not given
  --readme    writes the tables that are short between the lines <!-- speed --> and <!-- end of speed --> of FILE

S is 5-4-3 with sigmoid and softmax, M 64-32-10 and L 784-128-10 with relu and softmax. A step is forward, backward and update
by sgd on cross-entropy, without checks and without the value of the loss; S_squared ends in linear outputs and trains on the
squared error, which is what FANN offers. Times are of the processor, not of the wall; a peer stands with the fastest of its
variants. A ratio is the median of the processes, its spread the smallest and the largest of them.
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import json
import math
import os
import pathlib
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent

PROGRAMS = ["networks", "steps", "products", "batches", "caches"]
PEERS = ["ours", "reproducible", "eigen", "libxsmm", "openblas", "fann", "plain"]

# With products as Eigen chooses to compute them, and with lazyProduct(), which is faster where matrices are small.
EIGEN_OF_FIXED_SIZE = ["Eigen", "Eigen, lazy"]

# Case, the peers among which the best counts, the ratio that is wanted at least, and the goal.
WANTED = [
    ("S_step_32", EIGEN_OF_FIXED_SIZE, 4.5, 5.5),
    ("S_step_256", EIGEN_OF_FIXED_SIZE, 5.0, 6.0),
    ("S_step_1", EIGEN_OF_FIXED_SIZE, 1.1, 1.5),
    ("S_infer_latency", EIGEN_OF_FIXED_SIZE, 1.0, 1.25),
    ("S_infer_throughput", EIGEN_OF_FIXED_SIZE, 1.4, 2.0),
    ("S_infer_256", EIGEN_OF_FIXED_SIZE, 5.0, 7.0),
    ("M_infer_latency", [*EIGEN_OF_FIXED_SIZE, "libxsmm"], 2.2, 2.6),
    ("M_infer_throughput", [*EIGEN_OF_FIXED_SIZE, "libxsmm"], 2.2, 2.6),
    ("M_step_32", ["libxsmm"], 1.4, 1.6),
    ("L_infer_latency", EIGEN_OF_FIXED_SIZE, 1.0, 1.15),
    ("L_infer_throughput", EIGEN_OF_FIXED_SIZE, 1.0, 1.15),
    ("L_step_32", ["libxsmm"], 1.15, 1.3),
]
WIDTHS = [4, 8, 16, 32, 64, 128, 256, 512, 1024]
DEPTHS = [1, 2, 4, 8, 16]
BATCHES = [1, 4, 16, 32, 64, 256, 1024]
COLUMNS = [*EIGEN_OF_FIXED_SIZE, "Eigen by columns", "libxsmm", "OpenBLAS", "FANN", "plain loops", "PyTorch"]

output = []


def say(line=""):
    print(line, flush=True)
    output.append(line)


def run(command, **options):
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}\nstatus {done.returncode}")
    return done


def deep_stack():
    """Eigen keeps the blocks of a product of fixed size on the stack."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = 256 << 20
    resource.setrlimit(resource.RLIMIT_STACK, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


class Build:
    """The programs of one compiler, one set of options and one set of peers."""

    def __init__(self, arguments, compiler, flags, peers):
        name = re.sub(r"[^\w+-]+", "_", f"{compiler}_{flags}_{'_'.join(peers) if peers != PEERS else 'all'}")
        self.folder = arguments.folder / name
        generator = ["-G", "Ninja"] if shutil.which("ninja") and not self.folder.exists() else []
        run(["cmake", *generator, "-S", HERE, "-B", self.folder, f"-DCMAKE_CXX_COMPILER={compiler}",
             f"-DSPEED_FLAGS={';'.join(flags.split())}", f"-DSPEED_PEERS={';'.join(peers)}",
             f"-DSPEED_LIBRARY={arguments.library}"])

    def make(self, programs):
        print(f"building {', '.join(programs)} in {self.folder}", file=sys.stderr)
        run(["cmake", "--build", self.folder, "--parallel", str(os.cpu_count()), "--target", *programs])

    def cases(self, program):
        lines = run([self.folder / program, "list"], preexec_fn=deep_stack).stdout.splitlines()
        return list(dict.fromkeys(line.split("|")[0] for line in lines))

    def time(self, program, case, repetitions, microseconds):
        """For each peer and variant the repetitions of one process: nanoseconds, and those of one turn of an empty loop."""
        result = self.folder / "result.json"
        run([self.folder / program, "time", case, microseconds, f"--benchmark_repetitions={repetitions}",
             "--benchmark_enable_random_interleaving=true", f"--benchmark_out={result}", "--benchmark_out_format=json"],
            preexec_fn=deep_stack)
        times = collections.defaultdict(list)
        for entry in json.loads(result.read_text())["benchmarks"]:
            if entry["run_type"] == "iteration":
                peer, variant = entry["run_name"].rsplit("/iterations:", 1)[0].split("|")
                times[peer, variant].append((entry["cpu_time"], entry["turn"]))
        return times


class Measured:
    """Times of one case: for each peer and variant one median of each process that shared its core with nobody."""

    quickest_turn = math.inf  # of an empty loop, in all processes of all cases

    def __init__(self):
        self.processes = []

    def add(self, repetitions):
        self.processes.append(repetitions)
        for pairs in repetitions.values():
            Measured.quickest_turn = min(Measured.quickest_turn, *(turn for _, turn in pairs))

    def undisturbed(self):
        """Of each process in which every peer had the core to itself three times at least, those repetitions."""
        # Wide vectors lower the clock by a third, a neighbour takes half of the turns.
        alone = [{key: [pair for pair in pairs if pair[1] < 1.6 * Measured.quickest_turn] for key, pairs in process.items()}
                 for process in self.processes]
        return [process for process in alone if all(len(pairs) >= 3 for pairs in process.values())]

    @property
    def times(self):
        medians = collections.defaultdict(list)
        for process in self.undisturbed() or self.processes:
            for key, pairs in process.items():
                medians[key].append(statistics.median(time for time, _ in pairs))
        return medians

    def fastest(self, peer):
        """The fastest variant of a peer, None if it does not take part."""
        times = self.times
        variants = [key for key in times if key[0] == peer]
        return min(variants, key=lambda key: statistics.median(times[key])) if variants else None

    def nanoseconds(self, peer):
        key = self.fastest(peer)
        return statistics.median(self.times[key]) if key else None

    def best(self, peers):
        """The fastest of the peers that take part."""
        return min((peer for peer in peers if self.fastest(peer)), key=self.nanoseconds, default=None)

    def ratio(self, peer):
        """Median, smallest and largest of a peer's time over ours."""
        times, theirs, ours = self.times, self.fastest(peer), self.fastest("ours")
        if theirs is None or ours is None:
            return None
        ratios = [a / b for a, b in zip(times[theirs], times[ours])]
        return statistics.median(ratios), min(ratios), max(ratios)


def measure(build, arguments, programs):
    """Times the cases asked for, round by round, so that what disturbs the machine for a while disturbs no case alone."""
    build.make(programs)
    cases = [(program, case) for program in programs for case in build.cases(program)]
    patterns = arguments.only or ["*"]
    for pattern in patterns:
        if cases and not any(fnmatch.fnmatch(case, pattern) for _, case in cases):
            sys.exit(f"--only {pattern}: no such case among {', '.join(case for _, case in cases)}")
    asked = [(program, case) for program, case in cases if any(fnmatch.fnmatch(case, pattern) for pattern in patterns)]
    found = {case: Measured() for _, case in asked}
    for number in range(4 * arguments.rounds):
        left = [(program, case) for program, case in asked if len(found[case].undisturbed()) < arguments.rounds]
        if not left:
            break
        print(f"round {number + 1} of {arguments.rounds} or more, {len(left)} cases", file=sys.stderr)
        for program, case in random.sample(left, len(left)):
            found[case].add(build.time(program, case, arguments.repetitions, arguments.microseconds))
    few = [f"{case} ({len(of.undisturbed())})" for case, of in found.items() if len(of.undisturbed()) < arguments.rounds]
    if few:
        say(f"The machine was busy; of these cases fewer than {arguments.rounds} processes had the core to themselves: "
            f"{', '.join(few)}.")
        say()
    return found


def text(ratio):
    return "" if ratio is None else f"{ratio[0]:.2f} ({ratio[1]:.2f}-{ratio[2]:.2f})"


def judged(ratio, least, goal):
    return "goal" if ratio[0] >= goal else "yes" if ratio[0] >= least else "**no**"


def table(title, head, rows):
    """Lines of a table in Markdown, padded for the terminal; columns that hold nothing are left out."""
    if not rows:
        return []
    kept = [i for i in range(len(head)) if i == 0 or any(row[i] for row in rows)]
    widths = [max(len(line[i]) for line in [head, *rows]) for i in kept]
    lines = ["| " + " | ".join(row[i].ljust(w) for i, w in zip(kept, widths)) + " |" for row in [head, *rows]]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return [f"{title}:", "", *lines, ""]


def wanted_table(measured):
    """The cases that have a goal, all compilers in one table."""
    rows = []
    for case, peers, least, goal in WANTED:
        row = [case, " or ".join(peer for peer in peers if peer != EIGEN_OF_FIXED_SIZE[1])]
        for found in measured.values():
            best = found[case].best(peers) if case in found else None
            ratio = found[case].ratio(best) if best else None
            chosen = found[case].ratio("Eigen") if best and "Eigen" in peers else None
            row += [f"{found[case].nanoseconds('ours'):.1f}", text(ratio), judged(ratio, least, goal)] if ratio else [""] * 3
            row.append(f"{chosen[0]:.2f}" if chosen else "")
        if any(row[2:]):
            rows.append([*row, f"{least:g}", f"{goal:g}"])
    head = ["case", "best of"]
    for compiler in measured:
        head += [f"ns, {compiler}", f"ratio, {compiler}", "", f"to Eigen's a * b, {compiler}"]
    return table("What is wanted: a peer's time over ours (spread)", [*head, "at least", "goal"], rows)


def product_table(measured):
    """Products against the best of those that have them, and who that is."""
    rows = []
    for width in WIDTHS:
        row = [str(width)]
        for found in measured.values():
            for batch in 1, 32, 256:
                of = found.get(f"product_{width}_{batch}", Measured())
                best = of.best([*EIGEN_OF_FIXED_SIZE, "libxsmm", "OpenBLAS"])
                ratio = of.ratio(best) if best else None
                row.append(f"{'**' * (ratio[0] < 0.9)}{ratio[0]:.2f}{'**' * (ratio[0] < 0.9)} {best}" if ratio else "")
        if any(row[1:]):
            rows.append(row)
    head = ["W", *(f"B = {batch}, {compiler}" for compiler in measured for batch in (1, 32, 256))]
    return table("Products (B, W)(W, W): time of the best of Eigen, libxsmm and OpenBLAS over ours; wanted 0.9, and above 1 up "
                 "to a width of 128", head, rows)


def peer_tables(compiler, found):
    def rows(names):
        return [[case, f"{found[case].nanoseconds('ours'):.1f}", *(text(found[case].ratio(peer)) for peer in others)]
                for case in names if found[case].fastest("ours")]

    others = [*COLUMNS, "ours, reproducible", "ours, with checks and loss"]
    head = ["case", "ours, ns", *COLUMNS, "ours, contraction off", "ours, checks and loss"]
    products = [case for case in found if case.startswith("product")]
    return [*table(f"Time over ours, {compiler}", head, rows(case for case in found if case not in products)),
            *table(f"Time of a product (B, W)(W, W) over ours, {compiler}, product_W_B", head, rows(products))]


def variant_table(compiler, found):
    """Which variant of a peer is the fastest, so that one can see whether each has been used well."""
    rows = [[case, *((found[case].fastest(peer) or ("", ""))[1] for peer in COLUMNS)] for case in found]
    return table(f"The fastest variants, {compiler}", ["case", *COLUMNS], rows)


def percentile_table(build, arguments, compiler):
    rows = []
    for case in "S_infer_throughput", "M_infer_throughput", "L_infer_throughput":
        calls = 20000 if case[0] != "L" else 4000
        values = collections.defaultdict(list)
        for _ in range(arguments.rounds):
            for line in run([build.folder / "networks", "percentile", case, calls], preexec_fn=deep_stack).stdout.splitlines():
                peer, variant, median, high = line.split("|")
                values[peer, variant].append((float(median), float(high)))
        for (peer, variant), pairs in values.items():
            middle, high = (statistics.median(p[i] for p in pairs) for i in (0, 1))
            rows.append([case[0], f"{peer} {variant}".strip(), f"{middle:.0f}", f"{high:.0f}"])
    return table(f"One inference, call by call, less the median of reading the clock, {compiler}",
                 ["network", "peer", "median, ns", "99th percentile, ns"], rows)


def instruction_table(arguments, compiler, found):
    """Instructions by callgrind, which knows no AVX-512."""
    flags = arguments.flags
    if "-march=native" in flags and "avx512" in pathlib.Path("/proc/cpuinfo").read_text():
        flags = flags.replace("-march=native", "-march=x86-64-v3")
    build = Build(arguments, compiler, flags, arguments.peers)
    build.make(["networks"])

    def count(case, key):
        times = max(4, min(1000, int(1e6 / statistics.median(found[case].times[key]))))
        log = run(["valgrind", "--tool=callgrind", "--toggle-collect=counted", "--callgrind-out-file=/dev/null",
                   build.folder / "networks", "count", case, *key, times],
                  preexec_fn=deep_stack).stderr
        return int(re.search(r"Collected : (\d+)", log).group(1)) / times

    rows = []
    for case in (name for name, *_ in WANTED if name in found):
        peers = {"ours": "ours", "Eigen": found[case].best(EIGEN_OF_FIXED_SIZE), "libxsmm": "libxsmm"}
        counts = {name: count(case, key) for name, peer in peers.items() if peer and (key := found[case].fastest(peer))}
        ns = found[case].nanoseconds("ours")
        rows.append([case, *(f"{counts[p]:.0f}" if p in counts else "" for p in ("ours", "Eigen", "libxsmm")), f"{ns:.1f}",
                     f"{counts['ours'] / ns:.2f}"])
    return table(f"Instructions of one call, {compiler} {flags}",
                 ["case", "ours", "Eigen", "libxsmm", "ours, ns", "ours, instructions per ns"], rows)


OURS = """
#include <chainrule/chainrule.hpp>
namespace cr = chainrule;
using network = cr::network<LAYERS>;
using trainer = cr::trainer<network, cr::mean_squared_error, cr::sgd, 32>;
void step(trainer& t, cr::const_view<32, W> x, cr::const_view<32, W> y) { t.step_unchecked(x, y); }
cr::matrix<1, W> one(const cr::parameters<network, float>& p, cr::const_view<1, W> x) { return network::predict(p, x); }
"""
EIGEN = """
#define EIGEN_STACK_ALLOCATION_LIMIT 0
#include <Eigen/Core>
template <int R, int C> using matrix = Eigen::Matrix<float, R, C, R == 1 ? Eigen::RowMajor : Eigen::ColMajor>;
struct trainer {
    MEMBERS
    float rate;
    template <class X, int B> void forward(const X& x, ZS) const {
        FORWARD
    }
    void step(const matrix<32, W>& x, const matrix<32, W>& t) {
        forward<matrix<32, W>, 32>(x, NAMES);
        BACKWARD
    }
    BATCH
};
void step(trainer& t, const matrix<32, W>& x, const matrix<32, W>& y) { t.step(x, y); }
matrix<1, W> one(const trainer& t, const matrix<1, W>& x) {
    ONE
    t.forward<matrix<1, W>, 1>(x, NAMES);
    return zLAST;
}
"""


def growth_sources(width, depth):
    """The same network twice: depth dense layers of one width with relu between them, a step of 32 and an inference of one."""
    layers = range(depth)
    forward, backward = [], []
    for i in layers:
        source = "x" if i == 0 else f"z{i - 1}"
        forward.append(f"z{i}.noalias() = {source} * w{i}; z{i}.rowwise() += b{i};")
        if i != depth - 1:
            forward.append(f"z{i} = z{i}.cwiseMax(0.0f);")
    backward.append(f"d{depth - 1} = (z{depth - 1} - t) * (2.0f / (32.0f * {width}));")
    for i in reversed(layers):
        source = "x" if i == 0 else f"z{i - 1}"
        if i > 0:
            backward.append(f"d{i - 1}.noalias() = d{i} * w{i}.transpose();")
            backward.append(f"d{i - 1} = (z{i - 1}.array() > 0.0f).select(d{i - 1}, 0.0f);")
        backward.append(f"w{i}.noalias() -= rate * ({source}.transpose() * d{i});")
        backward.append(f"b{i}.noalias() -= rate * d{i}.colwise().sum();")
    words = {
        "MEMBERS": " ".join(f"matrix<W, W> w{i}; matrix<1, W> b{i};" for i in layers),
        "ZS": ", ".join(f"matrix<B, W>& z{i}" for i in layers),
        "FORWARD": " ".join(forward),
        "BACKWARD": " ".join(backward),
        "BATCH": " ".join(f"matrix<32, W> z{i}, d{i};" for i in layers),
        "NAMES": ", ".join(f"z{i}" for i in layers),
        "ONE": " ".join(f"matrix<1, W> z{i};" for i in layers),
        "LAST": str(depth - 1),
    }
    eigen = re.sub("|".join(words), lambda match: words[match.group()], EIGEN)
    ours = OURS.replace("LAYERS", ", cr::relu, ".join(["cr::dense<W, W>"] * depth))
    return {"ours": re.sub(r"\bW\b", str(width), ours), "Eigen": re.sub(r"\bW\b", str(width), eigen)}


def compiled(arguments, compiler, name, source):
    """Seconds to compile, and bytes of .text."""
    path = arguments.folder / f"growth_{name}.cpp"
    path.write_text(source)
    result = path.with_suffix(".o")
    process = subprocess.Popen([compiler, "-std=c++20", *arguments.flags.split(), "-DNDEBUG", "-w", f"-I{arguments.library}",
                                "-isystem", "/usr/include/eigen3", "-c", str(path), "-o", str(result)])
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{path} does not compile")
    sizes = run(["size", "-A", result]).stdout
    return usage.ru_utime + usage.ru_stime, sum(int(s) for s in re.findall(r"^\.text\S*\s+(\d+)", sizes, re.MULTILINE))


def measure_growth(arguments, compiler):
    """{(width, depth, whose): (seconds, bytes)}"""
    wanted = dict.fromkeys([(w, 2) for w in WIDTHS] + [(64, d) for d in DEPTHS])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {(w, d, whose): pool.submit(compiled, arguments, compiler, f"{w}_{d}_{whose}", source)
                for w, d in wanted for whose, source in growth_sources(w, d).items()}
    return {key: job.result() for key, job in jobs.items()}


def growth_table(grown):
    rows = []
    for width, depth in dict.fromkeys((w, d) for found in grown.values() for w, d, _ in found):
        row = [f"{depth} of {width}-{width}"]
        for found in grown.values():
            ours, eigen = found[width, depth, "ours"], found[width, depth, "Eigen"]
            row += [f"{ours[0]:.1f} / {eigen[0]:.1f}", f"{ours[1]:,} / {eigen[1]:,}"]
        rows.append(row)
    head = ["dense layers", *(cell for compiler in grown for cell in (f"seconds, {compiler}", f".text, {compiler}"))]
    return table("To compile a step of 32 and an inference of one, relu between the layers, ours / Eigen of fixed size", head,
                 rows)


def draw(path, panels, columns):
    """Panels of (title, label of x, label of y, {name: [(x, y)]}), both axes logarithmic."""
    rows = -(-len(panels) // columns)
    lines = [f"set terminal svg size {420 * columns},{380 * rows} font 'sans,12' background 'white'", f"set output '{path}'",
             "set logscale x 2", "set logscale y", "set grid", "set key below samplen 2",
             f"set multiplot layout {rows},{columns}"]
    for number, (title, x, y, series) in enumerate(panels):
        plots = []
        for index, (name, points) in enumerate(series.items()):
            lines += [f"$data{number}_{index} << EOD", *(f"{a} {b}" for a, b in points), "EOD"]
            width = 3 if name.startswith("ours") else 1
            plots.append(f"$data{number}_{index} using 1:2 with linespoints linewidth {width} pointsize 0.6 title '{name}'")
        lines += [f"set title '{title}'", f"set xlabel '{x}'", f"set ylabel '{y}'", "plot " + ", ".join(plots)]
    lines.append("unset multiplot")
    script = path.with_suffix(".gnuplot")
    script.write_text("\n".join(lines) + "\n")
    run(["gnuplot", script])
    say(f"picture: {path.relative_to(path.parent.parent)}")


def draw_times(arguments, compiler, found):
    def series(points):
        """For each peer the points (x, case, divisor) that it has."""
        names = ["ours", *EIGEN_OF_FIXED_SIZE, "Eigen by columns", "libxsmm", "OpenBLAS", "plain loops"]
        lines = {name: [(x, found[case].nanoseconds(name) / divisor) for x, case, divisor in points
                        if case in found and found[case].fastest(name)] for name in names}
        return {name: line for name, line in lines.items() if line}

    each = "ns per 1000 multiply-adds"
    by_width = [(f"(B, W)(W, W), B = {b}", "width W", each, series([(w, f"product_{w}_{b}", b * w * w / 1000) for w in WIDTHS]))
                for b in (1, 32, 256)]
    by_batch = [("5-4-3, training step", "batch", "ns per sample", series([(b, f"S_step_{b}", b) for b in BATCHES])),
                ("(B, 64)(64, 64)", "batch B", each, series([(b, f"product_64_{b}", b * 64 * 64 / 1000) for b in BATCHES]))]
    for name, panels in ("width", by_width), ("batch", by_batch):
        if all(panel[3] for panel in panels):
            draw(arguments.folder / f"{name}-{compiler}.svg", panels, len(panels))


def draw_growth(arguments, compiler, grown):
    panels = []
    for index, what in (0, "seconds to compile"), (1, ".text, bytes"):
        for title, label, fixed in ("2 dense layers W-W", "width W", 1), ("dense layers 64-64", "depth", 0):
            points = {whose: sorted((key[1 - fixed], value[index]) for key, value in grown.items()
                                    if key[2] == whose and key[fixed] == (64, 2)[fixed]) for whose in ("ours", "Eigen")}
            panels.append((title, label, what, points))
    draw(arguments.folder / f"growth-{compiler}.svg", panels, 2)


MARKED = re.compile(r"(?<=<!-- speed -->\n).*(?=<!-- end of speed -->)", re.S)


def main():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--compiler", action="append")
    parser.add_argument("--flags", default="-O3 -march=native")
    parser.add_argument("--peers")
    parser.add_argument("--group", action="append", choices=[*PROGRAMS, "costs"])
    parser.add_argument("--only", action="append")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--microseconds", type=int, default=150, help="of one repetition, at least")
    parser.add_argument("--library", type=pathlib.Path, default=ROOT / "include")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "speed")
    parser.add_argument("--readme", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.folder = arguments.folder.resolve()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    arguments.library = arguments.library.resolve()
    if arguments.peers:
        arguments.peers = arguments.peers.split(",")
    else:
        arguments.peers = ["ours", "eigen", "libxsmm"] if arguments.quick else PEERS
    groups = arguments.group or (["networks"] if arguments.quick else [*PROGRAMS, "costs"])
    if arguments.readme and not MARKED.search(arguments.readme.read_text()):
        sys.exit(f"{arguments.readme} has no place for the tables")
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    machine = model.group(1) if model else "unknown processor"
    begin = time.monotonic()

    say(f"{machine}, {arguments.flags}; {arguments.rounds} processes of {arguments.repetitions} repetitions each")
    say()
    measured, grown, others = {}, {}, []
    for compiler in arguments.compiler or ["g++", "clang++-19"]:
        build = Build(arguments, compiler, arguments.flags, arguments.peers)
        found = measured[compiler] = measure(build, arguments, [group for group in groups if group in PROGRAMS])
        others += [*peer_tables(compiler, found), *variant_table(compiler, found)]
        if "costs" in groups:
            build.make(["networks"])
            others += percentile_table(build, arguments, compiler)
            others += instruction_table(arguments, compiler, found)
            grown[compiler] = measure_growth(arguments, compiler)
    short = [*wanted_table(measured), *product_table(measured), *(growth_table(grown) if grown else [])]
    for line in [*short, *others]:
        say(line)
    for compiler, found in measured.items():
        draw_times(arguments, compiler, found)
    for compiler, found in grown.items():
        draw_growth(arguments, compiler, found)
    say(f"{time.monotonic() - begin:.0f} s")

    (arguments.folder / "speed.md").write_text("\n".join(output) + "\n")
    if arguments.readme:
        text_of_readme = arguments.readme.read_text()
        lines = "\n".join([f"{machine}, `{arguments.flags}`.", "", *short])
        arguments.readme.write_text(MARKED.sub(lambda _: lines, text_of_readme))


main()
