// Times the cases of one group: checks that all peers agree, then runs them under Google Benchmark.
//
//   list                                      names of the cases, of their peers and variants
//   time CASE MICROSECONDS [--benchmark_...]  repetitions of at least so many microseconds each
//   percentile CASE CALLS                     nanoseconds of single calls: median and 99th percentile
//   count CASE PEER VARIANT TIMES             so many calls inside the function `counted`, for an instruction counter
#include "subject.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace speed {

void add_all(catalogue&);  // from the build's configuration

namespace {

struct made {
    speed::entry entry;
    std::unique_ptr<speed::subject> subject;
};

/// Largest difference of two groups of numbers, relative to the largest number.
double difference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size() || a.empty()) return HUGE_VAL;
    double largest = 0.0;
    double apart = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = static_cast<double>(a[i]);
        const double y = static_cast<double>(b[i]);
        if (!std::isfinite(x) || !std::isfinite(y)) return HUGE_VAL;
        largest = std::max(largest, std::abs(x));
        apart = std::max(apart, std::abs(x - y));
    }
    return largest > 0.0 ? apart / largest : HUGE_VAL;
}

/// Refuses to go on if a peer disagrees with the first, which is ours.
void check(std::vector<made>& subjects) {
    constexpr double tolerance = 1e-3;  // sums in another order differ by less, also where one moves a relu over its edge
    const auto expected = subjects.front().subject->result();
    for (made& m : subjects) {
        const auto found = m.subject->result();
        double worst = found.size() == expected.size() ? 0.0 : HUGE_VAL;
        for (std::size_t i = 0; i < expected.size() && i < found.size(); ++i) {
            worst = std::max(worst, difference(expected[i], found[i]));
        }
        std::fprintf(stderr, "%s/%s/%s differs by %.1e\n", m.entry.name.c_str(), m.entry.peer.c_str(), m.entry.variant.c_str(),
                     worst);
        if (!(worst <= tolerance)) {
            std::fprintf(stderr, "which is more than %.0e: not timed\n", tolerance);
            std::exit(1);
        }
    }
}

std::vector<made> make(const catalogue& all, std::string_view name) {
    std::vector<made> subjects;
    for (const entry& e : all.entries()) {
        if (e.name == name) subjects.push_back({e, e.make()});
    }
    if (subjects.empty()) {
        std::fprintf(stderr, "there is no case %s\n", std::string(name).c_str());
        std::exit(1);
    }
    return subjects;
}

double nanoseconds_now() {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Calls that take at least that long: by the quickest of several runs, for one that was interrupted looks longer.
std::size_t calls_in(subject& s, double nanoseconds) {
    std::size_t calls = 1;
    for (;;) {
        double best = HUGE_VAL;
        for (int i = 0; i < 3; ++i) {
            const double begin = nanoseconds_now();
            s.run(calls);
            best = std::min(best, nanoseconds_now() - begin);
        }
        if (best >= nanoseconds) return calls;
        const double factor = best > 0.0 ? 1.2 * nanoseconds / best : 10.0;
        calls = std::max(calls + 1, static_cast<std::size_t>(static_cast<double>(calls) * std::min(factor, 10.0)));
    }
}

/// Nanoseconds of one turn of an empty loop, which takes twice as long while another thread shares the core.
double turn_of_a_loop() {
    constexpr std::size_t turns = 4000;
    const double begin = nanoseconds_now();
    for (std::size_t i = 0; i < turns; ++i) asm volatile("" : "+r"(i));
    return (nanoseconds_now() - begin) / static_cast<double>(turns);
}

int time(std::vector<made>& subjects, double microseconds, int argc, char** argv) {
    for (made& m : subjects) {
        subject* const s = m.subject.get();
        s->reset();
        const std::size_t calls = calls_in(*s, 1000.0 * microseconds);
        benchmark::RegisterBenchmark((m.entry.peer + "|" + m.entry.variant).c_str(), [s](benchmark::State& state) {
            const auto times = static_cast<std::size_t>(state.max_iterations);
            s->reset();
            s->run(times / 4 + 1);  // brings back what the subject before drove out of the caches
            const double before = turn_of_a_loop();
            while (state.KeepRunningBatch(state.max_iterations)) s->run(times);
            state.counters["turn"] = std::max(before, turn_of_a_loop());
        })->Iterations(static_cast<benchmark::IterationCount>(calls));
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

int percentile(std::vector<made>& subjects, std::size_t calls) {
    const auto at = [](std::vector<double>& v, double part) {
        const auto place = v.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(v.size() - 1) * part);
        std::nth_element(v.begin(), place, v.end());
        return *place;
    };
    constexpr std::size_t turn = 1000;
    std::vector<double> clock;
    std::vector<std::vector<double>> of(subjects.size());
    for (std::size_t done = 0; done < calls; done += turn) {
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            subject& s = *subjects[i].subject;
            s.run(turn / 10);
            for (std::size_t n = 0; n < turn; ++n) {
                const double begin = nanoseconds_now();
                s.run(1);
                of[i].push_back(nanoseconds_now() - begin);
            }
        }
        for (std::size_t n = 0; n < turn; ++n) {
            const double begin = nanoseconds_now();
            clock.push_back(nanoseconds_now() - begin);
        }
    }
    const double empty = at(clock, 0.5);
    std::printf("the clock alone||0.0|%.1f\n", at(clock, 0.99) - empty);
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        std::printf("%s|%s|%.1f|%.1f\n", subjects[i].entry.peer.c_str(), subjects[i].entry.variant.c_str(),
                    at(of[i], 0.5) - empty, at(of[i], 0.99) - empty);
    }
    return 0;
}

}  // namespace

}  // namespace speed

extern "C" [[gnu::noinline]] void counted(speed::subject& s, std::size_t times) {
    s.run(times);
    asm volatile("" : : : "memory");  // no tail call: the caller's end is where counting stops
}

int main(int argc, char** argv) {
    using namespace speed;
    catalogue all;
    add_all(all);

    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb == "list") {
        for (const entry& e : all.entries()) std::printf("%s|%s|%s\n", e.name.c_str(), e.peer.c_str(), e.variant.c_str());
        return 0;
    }
    if (argc < 4) return 2;
    if (verb == "count" && argc == 6) {
        for (const entry& e : all.entries()) {
            if (e.name != argv[2] || e.peer != argv[3] || e.variant != argv[4]) continue;
            const auto s = e.make();
            s->reset();
            counted(*s, std::strtoul(argv[5], nullptr, 10));
            return 0;
        }
        return 1;
    }
    std::vector<made> subjects = make(all, argv[2]);
    check(subjects);
    if (verb == "time") {
        const double microseconds = std::strtod(argv[3], nullptr);
        argv[3] = argv[0];
        return speed::time(subjects, microseconds, argc - 3, argv + 3);
    }
    if (verb == "percentile") return percentile(subjects, std::strtoul(argv[3], nullptr, 10));
    return 2;
}
