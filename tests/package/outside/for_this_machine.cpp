#include "model.hpp"

result train_for_this_machine(const weights& parameters, int steps) { return train(parameters, steps); }
