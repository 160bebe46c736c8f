#include "model.hpp"

result train_for_speed(const weights& parameters, int steps) { return train(parameters, steps); }
