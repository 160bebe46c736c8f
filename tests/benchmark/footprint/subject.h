// What the harness measures: library.cpp, plain.c or, as the empty program, empty.c.
#pragma once

#include <stdint.h>

#define LEARNING_RATE 0.5f

#ifdef __cplusplus
extern "C" {
#endif

/// Called once, before anything is measured. Returns where results are found after `measured`: y, or the weights it trains.
const float *prepare(float *y);

/// One inference, of the sample x to y; or one training step, on samples x of classes t.
void measured(const float *x, const uint8_t *t, float *y);

#ifdef __cplusplus
}
#endif
