// Whether the compiler is asked for small code or for fast code; the results are the same bits.
#pragma once

#include <chainrule/numeric/pack.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace chainrule {

/// What the code of a network is written for.
///
///   small  one loop for all products of an element type, one for each elementwise function: the least flash
///   fast   small extents unrolled, functions inlined, large extents in loops over register tiles: the least time
enum class policy : unsigned char { small, fast };

/// The policy of a network that names none: small where the compiler is told to optimise for size (-Os, -Oz), and where the
/// machine has no floating point and calls a function for each operation; else fast. It is part of the type of a network,
/// and of a function that takes none, so translation units compiled differently share no function by mistake.
// Not inline: each translation unit has its own.
#ifdef __OPTIMIZE_SIZE__
constexpr policy default_policy = policy::small;
#else
constexpr policy default_policy = numeric::in_hardware<float> ? policy::fast : policy::small;
#endif

namespace kernels {

/// Extents up to which elements are written out one by one.
inline constexpr std::size_t most_unrolled = 8;

template <policy Policy, std::size_t N>
inline constexpr bool written_out = Policy == policy::fast && N <= most_unrolled;

/// f(0), f(1), ... f(N - 1): written out where `Unrolled`, else as a loop.
template <bool Unrolled, std::size_t N, class Function>
[[gnu::always_inline]] constexpr void repeat(Function f) {
    if constexpr (Unrolled) {
        [&]<std::size_t... I>(std::index_sequence<I...>)
            __attribute__((always_inline)) { (f(I), ...); }(std::make_index_sequence<N>{});
    } else {
        for (std::size_t i = 0; i < N; ++i) f(i);
    }
}

/// f<Size>(i) for tiles of `Size` that cover 0 ... N - 1, the last of them smaller where it must be.
template <std::size_t N, std::size_t Size, class Function>
[[gnu::always_inline]] constexpr void for_tiles(Function f) {
    constexpr std::size_t size = N < Size ? N : Size;
    constexpr std::size_t full = N / size * size;
    if constexpr (full == size) {
        f.template operator()<size>(std::size_t{0});
    } else {
        for (std::size_t i = 0; i < full; i += size) f.template operator()<size>(i);
    }
    if constexpr (full < N) f.template operator()<N - full>(full);
}

/// As `numeric::for_packs`; the fast policy takes four elements at a time where there are no vectors.
template <policy Policy, std::size_t N, Scalar T, class Function>
[[gnu::always_inline]] constexpr void for_packs(Function f) {
    if constexpr (Policy == policy::fast && numeric::native_lanes<T> == 1) {
        if (!std::is_constant_evaluated()) {
            for_tiles<N, 4>([&]<std::size_t Size>(std::size_t i) __attribute__((always_inline)) {
                repeat<true, Size>([&](std::size_t j) __attribute__((always_inline)) { f.template operator()<T>(i + j); });
            });
            return;
        }
    }
    numeric::for_packs<N, T>(f);
}

template <class Function, class... Arguments>
[[gnu::flatten]] constexpr auto flattened(Function f, Arguments... arguments) {
    return f(arguments...);
}

/// f(arguments...); under the fast policy all that it calls is inlined into it.
template <policy Policy, class Function, class... Arguments>
[[gnu::always_inline]] constexpr auto run(Function f, Arguments... arguments) {
    if constexpr (Policy == policy::fast) {
        return flattened(f, arguments...);
    } else {
        return f(arguments...);
    }
}

/// f of the elements of a tuple, as boost::hana::unpack, which clang would not inline.
template <class Function, class... Elements>
[[gnu::always_inline]] constexpr void unpack(const boost::hana::tuple<Elements...>& t, Function f) {
    [&]<std::size_t... I>(std::index_sequence<I...>)
        __attribute__((always_inline)) { f(boost::hana::at_c<I>(t)...); }(std::index_sequence_for<Elements...>{});
}

/// C = expression, under a policy if there is an `assign` that takes one.
template <policy Policy, class Place, class Expression>
[[gnu::always_inline]] constexpr void compute(Place place, const Expression& expression) {
    if constexpr (requires { assign<Policy>(place, expression); }) {
        assign<Policy>(place, expression);
    } else {
        assign(place, expression);
    }
}

}  // namespace kernels

}  // namespace chainrule
