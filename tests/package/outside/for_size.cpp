#include "model.hpp"

result train_for_size(const weights& parameters, int steps) { return train(parameters, steps); }
