// Proofs about chainrule/report: the compiler writes the reports and reads them; that this compiles is the test.

#include "../runtime/report_texts.hpp"

#include <chainrule/report/derivation.hpp>
#include <chainrule/report/summary.hpp>

#include <string_view>

namespace {

template <class Report>
constexpr bool writes(Report report, std::string_view expected) {
    char page[4096]{};
    const char* const end = report(static_cast<char*>(page));
    return std::string_view(page, static_cast<std::size_t>(end - page)) == expected;
}

using chainrule::cross_entropy;
using report_texts::classifier;
using report_texts::classifier_trainer;

static_assert(writes([](auto out) { return chainrule::summary<classifier>(out); }, report_texts::summary));
static_assert(writes([](auto out) { return chainrule::summary<classifier_trainer>(out); }, report_texts::trainer_summary));
static_assert(writes([](auto out) { return chainrule::derivation<classifier, cross_entropy, 32>(out); },
                     report_texts::derivation));

// The comparison sees a difference.
static_assert(!writes([](auto out) { return chainrule::derivation<classifier, cross_entropy, 31>(out); },
                      report_texts::derivation));

// A trainer is not taken for a network, nor a network for a trainer.
static_assert(chainrule::Trainer<classifier_trainer> && chainrule::Trainer<chainrule::accumulating<classifier_trainer>>);
static_assert(!chainrule::Trainer<classifier>);

}  // namespace
