// Two policies, one result: a case of tests/policy under each of them, compared bit by bit.
#pragma once

#include "catch.hpp"

#include "../policy/cases.hpp"

#include <bit>
#include <vector>

namespace policies {

namespace cr = chainrule;

template <class T>
struct recorder {
    std::vector<typename cr::numeric::format<T>::bits> bits;
    void operator()(T value) { bits.push_back(std::bit_cast<typename cr::numeric::format<T>::bits>(value)); }
};

template <class Case, cr::policy P, class T>
std::vector<typename cr::numeric::format<T>::bits> record() {
    recorder<T> r;
    Case::template run<P>(r);
    return r.bits;
}

template <class Case, class T>
void compare() {
    const auto small = record<Case, cr::policy::small, T>();
    const auto fast = record<Case, cr::policy::fast, T>();
    REQUIRE(small.size() == fast.size());
    REQUIRE(small.size() > 0);
    for (std::size_t i = 0; i < small.size(); ++i) {
        INFO("number " << i << " of " << small.size());
        REQUIRE(small[i] == fast[i]);
    }
}

/// For the lists of tests/policy.
struct compare_case {
    template <class Case, class T>
    void operator()(const char* name) const {
        INFO(name);
        compare<Case, T>();
    }
};

}  // namespace policies
