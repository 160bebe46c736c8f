#include "policies.hpp"

TEST_CASE("wide networks train to the same bits under both policies", "[policies]") {
    policy_cases::train_wide_networks(policies::compare_case{});
}
