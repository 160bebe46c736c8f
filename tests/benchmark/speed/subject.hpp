// What is timed: one computation of one peer.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace speed {

/// The compiler must have written what lies at p, and knows nothing of memory after this.
[[gnu::always_inline]] inline void keep(const void* p) { asm volatile("" : : "r"(p) : "memory"); }

struct subject {
    virtual ~subject() = default;

    /// Back to the first numbers.
    virtual void reset() {}

    /// The computation, so many times in a row.
    virtual void run(std::size_t times) = 0;

    /// What all peers must agree on, in groups of which each is compared by the largest of its numbers.
    virtual std::vector<std::vector<float>> result() = 0;
};

struct entry {
    std::string name;     // of the case: S_step_32
    std::string peer;     // Eigen
    std::string variant;  // row major; the fastest variant stands for the peer
    std::function<std::unique_ptr<subject>()> make;
};

class catalogue {
public:
    template <class Subject>
    void add(std::string name, std::string peer, std::string variant) {
        entries_.push_back({std::move(name), std::move(peer), std::move(variant), [] { return std::make_unique<Subject>(); }});
    }
    const std::vector<entry>& entries() const { return entries_; }

private:
    std::vector<entry> entries_;
};

}  // namespace speed
