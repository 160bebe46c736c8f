#include "policies.hpp"

TEST_CASE("5-4-3 trains to the same bits under both policies", "[policies]") {
    policy_cases::train_five_four_three(policies::compare_case{});
}
