#include "model.hpp"

trainer train_in_the_other_file(int steps) { return train(steps); }
