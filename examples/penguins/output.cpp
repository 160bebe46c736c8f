#include "penguins/output.hpp"

#include <chainrule/layers/tensor.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace penguins {

namespace {

// The file is there as a whole or as it was before.
void write_file(const std::filesystem::path& file, std::string_view text) {
    const std::filesystem::path unfinished = file.string() + ".new";
    std::ofstream out(unfinished, std::ios::binary);
    out << text;
    out.close();
    std::error_code why;
    if (!out) why.assign(errno != 0 ? errno : EIO, std::generic_category());
    if (!why) std::filesystem::rename(unfinished, file, why);
    if (!why) return;
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    throw std::system_error(why, file.string());
}

using output = std::back_insert_iterator<std::string>;

// Every number in hexadecimal, which is exact, and beside it in decimal for the reader.
template <chainrule::text Name>
void write_tensor(output out, const classifier::parameters<>& weights) {
    using tensor = classifier::named<Name>;
    static_assert(tensor::elements == chainrule::order::rows || tensor::rows.extent == 1,
                  "the elements of a row lie side by side");
    const auto values = weights.tensor<Name>();
    fmt::format_to(out, "    // {} ({}, {})\n", Name.characters, tensor::rows.extent, tensor::columns.extent);
    for (std::size_t r = 0; r < tensor::rows.extent; ++r) {
        std::string exact;
        std::string decimal;
        for (std::size_t c = 0; c < tensor::columns.extent; ++c) {
            exact += fmt::format("{:<17}", fmt::format("{:a}f,", values(r, c)));
            decimal += fmt::format("{:>10.4f}", values(r, c));
        }
        fmt::format_to(out, "    {}//{}\n", exact, decimal);
    }
}

template <chainrule::text... Names>
void write_tensors(output out, const classifier::parameters<>& weights) {
    static_assert(
        [] {
            std::size_t next = 0;
            bool follows = true;
            const auto place = [&](std::size_t offset, std::size_t size) {
                follows = follows && offset == next;
                next += size;
            };
            (place(classifier::named<Names>::offset,
                   classifier::named<Names>::rows.extent * classifier::named<Names>::columns.extent),
             ...);
            return follows && next == classifier::parameter_count;
        }(),
        "all tensors, in their order in memory");
    (write_tensor<Names>(out, weights), ...);
}

std::string shell_quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace

void write_weights(const std::filesystem::path& file, const classifier::parameters<>& weights, const std::string& comment) {
    std::string text;
    const output out(text);
    fmt::format_to(out, R"(// {}
#pragma once

#include "penguins/penguin.hpp"

// clang-format off
namespace penguins {{

inline constexpr classifier::parameters<> weights{{{{
)",
                   comment);
    write_tensors<"1.weight", "1.bias", "3.weight", "3.bias", "0.scale", "0.shift">(out, weights);
    text += "}};\n\n}  // namespace penguins\n";
    write_file(file, text);
}

void write_picture(const std::filesystem::path& directory, const std::string& name, const std::vector<progress>& history) {
    std::string text = "$history << end\n# epoch, loss and accuracy in training, loss and accuracy held out\n";
    const output out(text);
    for (const progress& p : history) {
        fmt::format_to(out, "{} {} {} {} {}\n", p.epoch, p.training_loss, 100 * p.training_accuracy, p.held_out_loss,
                       100 * p.held_out_accuracy);
    }
    fmt::format_to(out, R"(end
set terminal svg size 960,400 font 'sans-serif,13' background 'white'
set output '{}.svg'
set multiplot layout 1,2
set xlabel 'epoch'
set xrange [0:{}]
set border 3
set tics nomirror out
set grid ytics linecolor rgb '#dddddd'
set style data lines
set style line 1 linewidth 2 linecolor rgb '#0072b2'
set style line 2 linewidth 2 linecolor rgb '#d55e00'

set title 'Loss (cross-entropy)'
set key top right
set logscale y
plot $history using 1:2 linestyle 1 title 'training', $history using 1:4 linestyle 2 title 'held out'

set title 'Accuracy (%)'
set key bottom right
unset logscale y
set yrange [*:100.5]
plot $history using 1:3 linestyle 1 title 'training', $history using 1:5 linestyle 2 title 'held out'
)",
                   name, history.size());
    write_file(directory / (name + ".gnuplot"), text);

    // An absolute path, for others may mean something else to `cd`.
    const std::string command =
        fmt::format("cd {} && gnuplot {}.gnuplot", shell_quoted(std::filesystem::absolute(directory).string()), name);
    if (std::system(command.c_str()) != 0) throw std::runtime_error("gnuplot could not draw the picture: " + command);
    // It does not say whether what it wrote found room.
    std::ifstream picture(directory / (name + ".svg"));
    const std::string drawn(std::istreambuf_iterator<char>(picture), {});
    if (drawn.find("</svg>") == std::string::npos) throw std::runtime_error("the picture is not whole: " + name + ".svg");
}

}  // namespace penguins
