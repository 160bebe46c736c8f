// Text in aligned columns, composed by the compiler: a report is a constant, and printing it is copying it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace chainrule::report {

/// Writes text, or only measures it: how many characters it has and how wide its columns must be.
///
/// A cell is text in a column; `fill` or `right` keeps what follows in line with the other lines.
class writer {
public:
    static constexpr std::size_t columns = 8;
    using widths = std::array<std::size_t, columns>;

    /// Measures; columns are as narrow as in `widths_`.
    constexpr explicit writer(const widths& widths_) : given(widths_) {}
    /// Writes from `first` on.
    constexpr writer(const widths& widths_, char* first) : given(widths_), next(first) {}

    [[nodiscard]] constexpr std::size_t size() const { return written; }
    [[nodiscard]] constexpr const widths& widest() const { return found; }

    constexpr void put(char c) {
        if (next != nullptr) *next++ = c;
        ++written;
    }
    constexpr void put(std::string_view s) {
        if (next != nullptr) next = std::copy(s.begin(), s.end(), next);
        written += s.size();
    }
    constexpr void put(std::size_t n) {
        if (n >= 10) put(n / 10);
        put(static_cast<char>('0' + n % 10));
    }
    constexpr void repeat(char c, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) put(c);
    }

    /// Here begins a cell.
    constexpr void cell() { begin = written; }
    /// Here ends a cell of the column: blanks up to the column's width.
    constexpr void fill(std::size_t column) { repeat(' ', missing(column, written - begin)); }
    /// A whole cell: the number or text at the right edge of the column.
    constexpr void right(std::size_t column, std::size_t n) {
        repeat(' ', missing(column, digits(n)));
        put(n);
    }
    constexpr void right(std::size_t column, std::string_view s) {
        repeat(' ', missing(column, s.size()));
        put(s);
    }

private:
    static constexpr std::size_t digits(std::size_t n) {
        std::size_t count = 1;
        for (; n >= 10; n /= 10) ++count;
        return count;
    }

    constexpr std::size_t missing(std::size_t column, std::size_t width) {
        found[column] = found[column] < width ? width : found[column];
        return given[column] > width ? given[column] - width : 0;
    }

    widths given;
    widths found{};
    char* next = nullptr;
    std::size_t written = 0;
    std::size_t begin = 0;
};

/// Widths of the columns of a text, whose `write(writer&)` writes it.
template <class Text>
inline constexpr writer::widths widths_of = [] {
    writer measure{writer::widths{}};
    Text::write(measure);
    return measure.widest();
}();

/// Characters of a text with its columns aligned.
template <class Text>
inline constexpr std::size_t size_of = [] {
    writer measure{widths_of<Text>};
    Text::write(measure);
    return measure.size();
}();

/// The text with its columns aligned.
template <class Text>
inline constexpr std::array<char, size_of<Text>> composed = [] {
    std::array<char, size_of<Text>> characters{};
    writer w{widths_of<Text>, characters.data()};
    Text::write(w);
    return characters;
}();

}  // namespace chainrule::report
