// The same network by hand: loops over arrays of constant size, and expf from the C library. A training step of BATCH samples
// where that is above 0, else inference.
#include "network.h"
#include "subject.h"

#include <math.h>

struct numbers {
    float w0[INPUTS][HIDDEN];
    float b0[HIDDEN];
    float w1[HIDDEN][OUTPUTS];
    float b1[OUTPUTS];
};

#if BATCH > 0
static struct numbers p = {WEIGHT_0, BIAS_0, WEIGHT_1, BIAS_1};
#else
static const struct numbers p = {WEIGHT_0, BIAS_0, WEIGHT_1, BIAS_1};
#endif

static inline float sigmoid(float a) { return 1.0f / (1.0f + expf(-a)); }
static inline float relu(float a) { return a > 0.0f ? a : 0.0f; }

static void forward(const float x[INPUTS], float z[HIDDEN], float y[OUTPUTS]) {
    for (int j = 0; j < HIDDEN; ++j) {
        float a = p.b0[j];
        for (int i = 0; i < INPUTS; ++i) a += x[i] * p.w0[i][j];
        z[j] = ACTIVATION(a);
    }
    for (int k = 0; k < OUTPUTS; ++k) {
        float a = p.b1[k];
        for (int j = 0; j < HIDDEN; ++j) a += z[j] * p.w1[j][k];
        y[k] = a;
    }
    float largest = y[0];
    for (int k = 1; k < OUTPUTS; ++k) {
        if (y[k] > largest) largest = y[k];
    }
    float total = 0.0f;
    for (int k = 0; k < OUTPUTS; ++k) {
        y[k] = expf(y[k] - largest);
        total += y[k];
    }
    for (int k = 0; k < OUTPUTS; ++k) y[k] /= total;
}

#if BATCH > 0

static struct numbers g;

static void update(void) {
    float *const weights = (float *)&p;
    float *const gradient = (float *)&g;
    for (unsigned i = 0; i < sizeof p / sizeof(float); ++i) {
        weights[i] -= LEARNING_RATE * gradient[i];
        gradient[i] = 0.0f;
    }
}

const float *prepare(float *y) {
    (void)y;
    return (const float *)&p;
}

void measured(const float *x, const uint8_t *t, float *y) {
    (void)y;
    for (int b = 0; b < BATCH; ++b, x += INPUTS) {
        float z[HIDDEN];
        float da[OUTPUTS];
        forward(x, z, da);
        da[t[b]] -= 1.0f;
        for (int k = 0; k < OUTPUTS; ++k) {
            da[k] /= BATCH;
            g.b1[k] += da[k];
        }
        for (int j = 0; j < HIDDEN; ++j) {
            float dz = 0.0f;
            for (int k = 0; k < OUTPUTS; ++k) {
                g.w1[j][k] += z[j] * da[k];
                dz += da[k] * p.w1[j][k];
            }
            dz *= z[j] * (1.0f - z[j]);
            g.b0[j] += dz;
            for (int i = 0; i < INPUTS; ++i) g.w0[i][j] += x[i] * dz;
        }
    }
    update();
}

#else

const float *prepare(float *y) { return y; }

void measured(const float *x, const uint8_t *t, float *y) {
    (void)t;
    float z[HIDDEN];
    forward(x, z, y);
}

#endif
