// Chapter 4. The whole way: a table of penguins, training with a part held out, and weights for a device.
//
//   04_train_penguins [--seed 0] [--epochs 200] [--data FILE] [--output DIRECTORY]
//   04_train_penguins --seeds FIRST LAST
#include "penguins/allocations.hpp"
#include "penguins/output.hpp"
#include "penguins/penguin.hpp"
#include "penguins/table.hpp"

#include <chainrule/chainrule.hpp>
#include <chainrule/report/derivation.hpp>
#include <chainrule/report/summary.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cr = chainrule;
using penguins::classifier;
using penguins::progress;

using loss = cr::cross_entropy;
constexpr std::size_t batch_size = 16;
using trainer = cr::trainer<classifier, loss, cr::adam, batch_size>;
using evaluation = cr::evaluation<classifier::outputs, float>;

struct options {
    std::string data = "examples/data/penguins.csv";
    std::string output = "build";
    std::uint32_t seed = 0;
    std::pair<std::uint32_t, std::uint32_t> seeds;
    std::size_t epochs = 200;
};

struct outcome {
    cr::fit_result<float> fit;
    classifier::parameters<> weights;
    evaluation held_out;
};

evaluation evaluated(const classifier::parameters<>& weights, const penguins::table& part) {
    const auto found = cr::evaluate<loss>(weights, part.view());
    if (found.status != cr::status::ok) throw std::runtime_error(fmt::format("evaluating: {}", to_string(found.status)));
    return found;
}

double percent(const evaluation& e) { return 100.0 * static_cast<double>(e.correct) / static_cast<double>(e.rows); }

// Trains on one part of the table. The other part is looked at, but nothing depends on what is seen there.
template <class OnEpoch>
outcome train(const penguins::division& parts, std::uint64_t seed, std::size_t epochs, OnEpoch on_epoch) {
    auto start = cr::initialize<classifier>(seed);
    penguins::standardize(start, parts.training.samples);

    trainer student(start, {.learning_rate = 0.01f});
    const auto fit =
        cr::fit(student, parts.training.view(), {.epochs = epochs, .seed = seed},
                [&](const cr::epoch_report<float>& report) { return on_epoch(report.epochs, student.parameters()); });
    if (fit.status != cr::status::ok) throw std::runtime_error(fmt::format("training: {}", to_string(fit.status)));
    return {fit, student.parameters(), evaluated(student.parameters(), parts.held_out)};
}

void print_confusion(const evaluation& e) {
    fmt::print("\nheld out      taken for {:>11}\n", fmt::join(penguins::species, " "));
    for (std::size_t actual = 0; actual < classifier::outputs; ++actual) {
        fmt::print("  {:<21}{:>11}\n", penguins::species[actual], fmt::join(e.confusion[actual], " "));
    }
}

void train_once(const options& chosen, const penguins::table& all) {
    const std::filesystem::path directory = chosen.output;
    std::filesystem::create_directories(directory);  // what cannot be made is better known before training

    const auto parts = penguins::hold_out_fifth(all, chosen.seed);
    fmt::print("{} to train on, {} held out, by seed {}\n\n", parts.training.samples.size(), parts.held_out.samples.size(),
               chosen.seed);

    std::string report;
    cr::summary<classifier>(std::back_inserter(report));
    report += '\n';
    cr::derivation<classifier, loss, batch_size>(std::back_inserter(report));
    fmt::print("{}\n", report);

    std::vector<progress> history;
    history.reserve(chosen.epochs);
    const std::size_t interval = std::max<std::size_t>(chosen.epochs / 10, 1);
    const auto show = [&](std::size_t epoch, const classifier::parameters<>& weights) {
        const auto training = evaluated(weights, parts.training);
        const auto held_out = evaluated(weights, parts.held_out);
        history.push_back({epoch, training.loss, training.accuracy(), held_out.loss, held_out.accuracy()});
        if (epoch == 1 || epoch % interval == 0 || epoch == chosen.epochs) {
            fmt::print("{:>5}  {:>8.5f}  {:>6.2f} %  {:>13.5f}  {:>6.2f} %\n", epoch, training.loss, percent(training),
                       held_out.loss, percent(held_out));
            std::fflush(stdout);
        }
        return true;
    };

    fmt::print("epoch      loss  accuracy  held out: loss  accuracy\n");
    const std::size_t allocations_before = penguins::allocations();
    const auto begin = std::chrono::steady_clock::now();
    const auto [fit, weights, held_out] = train(parts, chosen.seed, chosen.epochs, show);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    const std::size_t allocations = penguins::allocations() - allocations_before;

    print_confusion(held_out);
    fmt::print("\nloss               {:.5f} over the last epoch, {:.5f} held out\n", fit.loss, held_out.loss);
    fmt::print("held-out accuracy  {:.2f} % ({} of {})\n", percent(held_out), held_out.correct, held_out.rows);
    fmt::print("time               {:.0f} ms for {} epochs, looked at after each\n", time.count(), fit.epochs);
    fmt::print("bytes              {} to train, all in; {} of weights; {} of workspace to classify one penguin\n",
               sizeof(trainer), sizeof weights, classifier::inference_bytes<1>);
    fmt::print("allocations        {} while training, {} before\n", allocations, allocations_before);

    const auto header = directory / "penguin_weights.hpp";
    penguins::write_weights(header, weights,
                            fmt::format("Written by 04_train_penguins: seed {}, {} epochs; {} of {} held-out penguins right.",
                                        chosen.seed, fit.epochs, held_out.correct, held_out.rows));
    fmt::print("weights            {}\n", header.string());
    std::fflush(stdout);
    penguins::write_picture(directory, "penguins", history);
    fmt::print("picture            {}\n", (directory / "penguins.svg").string());
}

void train_several(const options& chosen, const penguins::table& all) {
    std::size_t correct = 0;
    std::size_t rows = 0;
    double lowest = 100;
    const auto [first, last] = chosen.seeds;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const auto go_on = [](std::size_t, const classifier::parameters<>&) { return true; };
        const auto held_out = train(penguins::hold_out_fifth(all, seed), seed, chosen.epochs, go_on).held_out;
        fmt::print("seed {:>3}: held-out accuracy {:>6.2f} % ({} of {})\n", seed, percent(held_out), held_out.correct,
                   held_out.rows);
        correct += held_out.correct;
        rows += held_out.rows;
        lowest = std::min(lowest, percent(held_out));
    }
    fmt::print("mean {:.2f} %, lowest {:.2f} %\n", 100.0 * static_cast<double>(correct) / static_cast<double>(rows), lowest);
}

}  // namespace

int main(int count, char** values) try {
    options chosen;
    CLI::App app("Trains a 5-4-3 network to tell three species of penguins apart.");
    app.failure_message(
        [](const CLI::App*, const CLI::Error& error) { return fmt::format("04_train_penguins: {}\n", error.what()); });
    app.add_option("--data", chosen.data, "the table, comma-separated")->capture_default_str();
    app.add_option("--output", chosen.output, "the directory for weights and picture")->capture_default_str();
    app.add_option("--epochs", chosen.epochs, "how often to go through the rows")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    // As a signed number, or -1 would be taken for the largest seed.
    const CLI::Range any_seed(std::int64_t{0}, std::int64_t{std::numeric_limits<std::uint32_t>::max()});
    auto* const seed = app.add_option("--seed", chosen.seed, "of the first weights, the order, and what is held out")
                           ->check(any_seed)
                           ->capture_default_str();
    auto* const seeds =
        app.add_option("--seeds", chosen.seeds, "first and last of several: tells their accuracies, writes nothing")
            ->check(any_seed)
            ->excludes(seed);
    CLI11_PARSE(app, count, values);
    if (chosen.seeds.first > chosen.seeds.second) throw std::runtime_error("--seeds: the first is above the last");

    const auto [all, incomplete] = penguins::read_table(chosen.data);
    fmt::print("{} penguins in {}, {} of them left out for gaps\n", all.samples.size() + incomplete, chosen.data, incomplete);
    seeds->count() > 0 ? train_several(chosen, all) : train_once(chosen, all);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error("standard output is not written");
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "04_train_penguins: {}\n", error.what());
    return 1;
}
