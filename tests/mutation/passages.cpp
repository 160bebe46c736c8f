// Paths that no constant expression of tests/static/formulas.cpp takes: the loops of the small policy, a row along its
// features, and several vectors at once or, where there are none (with -U__SSE2__ this computer has none), several elements.
// They are compared, bit by bit, with what constant expressions give under the fast policy.
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/losses/cross_entropy.hpp>
#include <chainrule/losses/mean_squared_error.hpp>

#include <array>
#include <cstddef>
#include <cstdio>

namespace cr = chainrule;

namespace {

int failures = 0;

// Forward through a layer.
template <class Layer, std::size_t B, std::size_t K>
struct passage {
    static constexpr std::size_t size = B * K;
    static constexpr std::size_t rounds = 4 * K;
    static constexpr std::size_t margin = 2 * size + 8;
    using numbers = std::array<float, size>;
    using buffer = std::array<float, margin + size + margin>;

    // Ordinary numbers; then in each row another one far below or above the others, by more than exp takes; then all but one.
    static constexpr numbers logits(std::size_t round) {
        constexpr float far[] = {95, 1000, 300, 89};
        numbers x{};
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t b = i % B;
            const bool chosen = i / B == (b + round / 4) % K;
            x[i] = static_cast<float>((5 * b + 3 * (i / B) + round) % 16) / 8 - 1;
            if (round % 4 == 1 && chosen) x[i] -= far[b % 4];
            if (round % 4 == 2 && chosen) x[i] += far[b % 4];
            if (round % 4 == 3 && b % 2 == 0 && !chosen) x[i] -= 400;
        }
        return x;
    }

    template <cr::policy P>
    static constexpr void forward(const float* x, float* y) {
        constexpr cr::dim rows = cr::batch(B);
        constexpr cr::dim in = cr::feature(0, K);
        constexpr cr::dim out = cr::feature(1, K);
        cr::kernels::compute<P>(cr::view<rows, out>(y),
                                Layer::template forward<rows, in, out, float>(cr::const_view<rows, in>(x)));
    }

    static constexpr auto proved = [] {
        std::array<numbers, rounds> y{};
        for (std::size_t round = 0; round < rounds; ++round) {
            const numbers x = logits(round);
            forward<cr::policy::fast>(x.data(), y[round].data());
        }
        return y;
    }();

    // With other numbers around what is read and what is written, so that a step aside is seen.
    template <cr::policy P>
    static bool is_proved(std::size_t round, bool in_place) {
        const numbers logits_of_round = logits(round);
        buffer x;
        buffer y;
        x.fill(60);
        y.fill(60);
        for (std::size_t i = 0; i < size; ++i) (in_place ? y : x)[margin + i] = logits_of_round[i];
        forward<P>((in_place ? y : x).data() + margin, y.data() + margin);
        for (std::size_t i = 0; i < y.size(); ++i) {
            const bool inside = i >= margin && i < margin + size;
            if (y[i] != (inside ? proved[round][i - margin] : 60)) return false;
        }
        return true;
    }

    static void compare() {
        for (std::size_t round = 0; round < rounds; ++round) {
            for (const bool in_place : {false, true}) {
                const bool small = is_proved<cr::policy::small>(round, in_place);
                const bool fast = is_proved<cr::policy::fast>(round, in_place);
                if (small && fast) continue;
                std::printf("failed: passages: %s under the %s policy, %zu rows of %zu\n", Layer::name,
                            small ? "fast" : "small", B, K);
                ++failures;
                return;
            }
        }
    }
};

// The loss that takes the exponentials as they come, its value and its gradient.
template <std::size_t B, std::size_t K>
struct loss_passage {
    struct result {
        float sum = 0;
        std::array<float, B * K> dy{};

        friend constexpr bool operator==(const result&, const result&) = default;
    };
    static constexpr std::size_t rounds = 4 * K;

    template <cr::policy P>
    static constexpr result loss(std::size_t round) {
        constexpr cr::dim rows = cr::batch(B);
        constexpr cr::dim features = cr::feature(0, K);
        const auto logits = passage<cr::softmax, B, K>::logits(round);
        std::array<float, B * K> targets{};
        for (std::size_t i = 0; i < B * K; ++i)
            targets[i] = static_cast<float>(1 + i / B) / static_cast<float>(K * (K + 1) / 2);
        result r;
        r.sum = cr::loss_sum<cr::softmax_cross_entropy, P>(cr::const_view<rows, features>(logits.data()),
                                                           cr::const_view<rows, features>(targets.data()),
                                                           cr::view<cr::dual(rows), cr::dual(features)>(r.dy.data()), 0.5f, B);
        return r;
    }

    static constexpr auto proved = [] {
        std::array<result, rounds> all{};
        for (std::size_t round = 0; round < rounds; ++round) all[round] = loss<cr::policy::fast>(round);
        return all;
    }();

    static void compare() {
        for (std::size_t round = 0; round < rounds; ++round) {
            const bool small = loss<cr::policy::small>(round) == proved[round];
            if (small && loss<cr::policy::fast>(round) == proved[round]) continue;
            std::printf("failed: passages: softmax_cross_entropy under the %s policy, %zu rows of %zu\n",
                        small ? "fast" : "small", B, K);
            ++failures;
            return;
        }
    }
};

// What a loss takes for a target: one number too low, too high or none, at each place in turn, and all rows or half of them.
template <class Loss, std::size_t B, std::size_t K>
struct target_passage {
    static constexpr std::size_t rounds = 4 * B * K + 1;

    static constexpr bool accepts(std::size_t round) {
        std::array<float, B * K> t{};
        for (std::size_t i = 0; i < B * K; ++i) t[i] = static_cast<float>(1 + i / B) / static_cast<float>(K * (K + 1) / 2);
        if (round > 0) {
            const std::size_t i = (round - 1) / 4;
            if (round % 4 == 0) t[i] += 0.002f;
            if (round % 4 == 1) t[i] = cr::numeric::infinity<float>;
            if (round % 4 == 2) t[i] = cr::numeric::quiet_nan<float>;
            if (round % 4 == 3) {
                t[i] -= 1;
                t[(i + B) % (B * K)] += 1;
            }
        }
        const cr::const_view<cr::batch(B), cr::feature(0, K)> target(t.data());
        return cr::accepts<Loss>(target, round % 3 == 0 ? B : (B + 1) / 2);
    }

    static constexpr auto proved = [] {
        std::array<bool, rounds> all{};
        for (std::size_t round = 0; round < rounds; ++round) all[round] = accepts(round);
        return all;
    }();

    static void compare() {
        for (std::size_t round = 0; round < rounds; ++round) {
            if (accepts(round) == proved[round]) continue;
            std::printf("failed: passages: target of %s, %zu rows of %zu\n", Loss::name, B, K);
            ++failures;
            return;
        }
    }
};

template <class Layer>
void compare_passages() {
    passage<Layer, 1, 2>::compare();
    passage<Layer, 1, 3>::compare();
    passage<Layer, 1, 4>::compare();
    passage<Layer, 2, 5>::compare();
    passage<Layer, 3, 2>::compare();
    passage<Layer, 7, 3>::compare();
    passage<Layer, 17, 3>::compare();
    passage<Layer, 8, 6>::compare();
    passage<Layer, 1, 11>::compare();
}

}  // namespace

int main() {
    compare_passages<cr::softmax>();
    compare_passages<cr::sigmoid>();
    loss_passage<2, 3>::compare();
    loss_passage<1, 3>::compare();
    loss_passage<1, 4>::compare();
    loss_passage<1, 11>::compare();
    loss_passage<32, 3>::compare();
    target_passage<cr::cross_entropy, 17, 3>::compare();
    target_passage<cr::mean_squared_error, 17, 3>::compare();
    return failures == 0 ? 0 : 1;
}
