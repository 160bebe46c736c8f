"""Prints what the library costs to compile, as ratios: medians of alternating runs with g++.

usage: compile_cost.py [--runs N] [--compiler CXX]

  umbrella    including chainrule.hpp, against including boost/hana.hpp           wanted: at most 1 in time
  trainer     a 5-4-3 trainer at -O2, against the same step with Eigen            wanted: at most 0.3 in time
  deep        ten dense 64-64 layers, against boost/hana.hpp alone                wanted: at most 12 in time, 5 in memory

Fails on too much memory, which is the same in every run; a time is only shown.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

HANA = "#include <boost/hana.hpp>\n"
UMBRELLA = "#include <chainrule/chainrule.hpp>\n"
TRAINER = UMBRELLA + """
namespace cr = chainrule;
using network = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using trainer = cr::trainer<network, cr::cross_entropy, cr::sgd, 32>;
cr::step_result<float> step(trainer& t, cr::const_view<32, 5> x, cr::const_view<32, 3> y) { return t.step(x, y); }
"""
DEEP = UMBRELLA + """
namespace cr = chainrule;
using d = cr::dense<64, 64>;
using network = cr::network<d, d, d, d, d, d, d, d, d, d>;
using trainer = cr::trainer<network, cr::mean_squared_error, cr::sgd, 32>;
cr::step_result<float> step(trainer& t, cr::const_view<32, 64> x, cr::const_view<32, 64> y) { return t.step(x, y); }
"""
EIGEN = """
#include <Eigen/Dense>
template <int R, int C> using matrix = Eigen::Matrix<float, R, C>;
struct trainer {
    matrix<5, 4> w1; matrix<1, 4> b1; matrix<4, 3> w2; matrix<1, 3> b2; float learning_rate;
    float step(const matrix<32, 5>& x, const matrix<32, 3>& t) {
        matrix<32, 4> z = (x * w1).rowwise() + b1;
        z = (1.0f / (1.0f + (-z.array()).exp())).matrix();
        matrix<32, 3> a = (z * w2).rowwise() + b2;
        a = (a.colwise() - a.rowwise().maxCoeff()).array().exp().matrix();
        const matrix<32, 3> y = (a.array().colwise() / a.rowwise().sum().array()).matrix();
        const float loss = -(t.array() * y.array().log()).sum() / 32.0f;
        const matrix<32, 3> da2 = (y - t) / 32.0f;
        const matrix<4, 3> dw2 = z.transpose() * da2;
        const matrix<1, 3> db2 = da2.colwise().sum();
        const matrix<32, 4> da1 = ((da2 * w2.transpose()).array() * z.array() * (1.0f - z.array())).matrix();
        const matrix<5, 4> dw1 = x.transpose() * da1;
        const matrix<1, 4> db1 = da1.colwise().sum();
        w1 -= learning_rate * dw1; b1 -= learning_rate * db1;
        w2 -= learning_rate * dw2; b2 -= learning_rate * db2;
        return loss;
    }
};
float step(trainer& t, const matrix<32, 5>& x, const matrix<32, 3>& y) { return t.step(x, y); }
"""


def cost(compiler, text, folder):
    """User and system seconds, and the largest resident size in KiB, of one compilation."""
    source = folder / "source.cpp"
    source.write_text(text)
    command = [compiler, "-std=c++20", "-O2", f"-I{ROOT / 'include'}", "-isystem", "/usr/include/eigen3", "-c", str(source),
               "-o", str(folder / "object.o")]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("a compilation failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--compiler", default="g++")
    arguments = parser.parse_args()

    rows = [
        ("umbrella / hana.hpp", UMBRELLA, HANA, 1.0, None),
        ("5-4-3 trainer / Eigen", TRAINER, EIGEN, 0.3, None),
        ("ten dense 64-64 / hana.hpp", DEEP, HANA, 12.0, 5.0),
    ]
    print(f"{arguments.compiler}, -O2, medians of {arguments.runs} alternating compilations")
    print(f"{'':28}{'time':>8}{'wanted':>8}{'memory':>8}{'wanted':>8}")
    too_large = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for title, ours, theirs, time_wanted, memory_wanted in rows:
            times, memories = [], []
            for _ in range(arguments.runs):
                our_time, our_memory = cost(arguments.compiler, ours, folder)
                their_time, their_memory = cost(arguments.compiler, theirs, folder)
                times.append(our_time / their_time)
                memories.append(our_memory / their_memory)
            memory = statistics.median(memories)
            wanted = f"{memory_wanted:8.2f}" if memory_wanted else " " * 8
            print(f"{title:28}{statistics.median(times):8.2f}{time_wanted:8.2f}{memory:8.2f}{wanted}")
            too_large = too_large or (memory_wanted is not None and memory > memory_wanted)
    if too_large:
        sys.exit("more memory than wanted")


main()
