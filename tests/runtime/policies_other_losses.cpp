#include "policies.hpp"

TEST_CASE("networks under other losses train to the same bits under both policies", "[policies]") {
    policy_cases::train_other_losses(policies::compare_case{});
}
