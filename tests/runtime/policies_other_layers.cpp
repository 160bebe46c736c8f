#include "policies.hpp"

TEST_CASE("networks of other layers train to the same bits under both policies", "[policies]") {
    policy_cases::train_other_layers(policies::compare_case{});
}
