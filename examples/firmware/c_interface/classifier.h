/* The network of the penguins for firmware in C: it trains on the device and classifies, without a heap.
 *
 * Everything lies in one object of a fixed size, which the caller places: static, in a section of its own, or in another.
 * Several objects are independent of one another; one object is for one task at a time.
 *
 * C99, and C++. To have another network under this interface, change classifier.cpp; its static_asserts say what to change
 * here.
 */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#define CLASSIFIER_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CLASSIFIER_MUST_CHECK
#endif

/* Sizes, as constants for arrays. */
enum {
    CLASSIFIER_INPUTS = 5,   /* numbers in a sample */
    CLASSIFIER_CLASSES = 3,  /* classes, numbered from 0 */
    CLASSIFIER_BATCH = 8,    /* most samples in one step of training */
    CLASSIFIER_WEIGHTS = 49, /* numbers to keep, so that training can go on after a restart */
    CLASSIFIER_BYTES = 1200  /* memory of a classifier */
};

/* How a call ended. After anything but CLASSIFIER_OK the classifier is what it was before the call. */
typedef enum classifier_status {
    CLASSIFIER_OK = 0,
    CLASSIFIER_NON_FINITE_INPUT = 1,  /* a sample, or a weight, is infinite or not a number */
    CLASSIFIER_BAD_TARGET = 2,        /* a class is not below CLASSIFIER_CLASSES */
    CLASSIFIER_BAD_ROW_COUNT = 3,     /* no rows, or more than CLASSIFIER_BATCH */
    CLASSIFIER_NON_FINITE_RESULT = 4, /* a result would be infinite or not a number */
    CLASSIFIER_GRADIENT_PENDING = 5,  /* not of a classifier of this kind */
    CLASSIFIER_NOTHING_TO_UPDATE = 6  /* not of a classifier of this kind */
} classifier_status;

/* Memory of a classifier. What is in it is not for C; it may be copied as a whole, as a snapshot. */
typedef struct classifier {
    union {
        unsigned char bytes[CLASSIFIER_BYTES];
        float align;
    } memory;
} classifier;

/* Before anything else: first weights, always the same ones, for training from the beginning. */
void classifier_init(classifier *self);

/* Or this: weights kept from before, CLASSIFIER_WEIGHTS of them. On anything but CLASSIFIER_OK nothing is initialised. */
CLASSIFIER_MUST_CHECK classifier_status classifier_init_with(classifier *self, const float *weights);

/* The weights as they are now, CLASSIFIER_WEIGHTS of them, to be kept; valid as long as the classifier. */
const float *classifier_weights(const classifier *self);

/* One step of training.
 *
 *   samples: rows * CLASSIFIER_INPUTS numbers, sample after sample    classes: the right class of each
 *   rows: 1 to CLASSIFIER_BATCH    loss: mean over the rows before the step, or NULL
 */
CLASSIFIER_MUST_CHECK classifier_status classifier_step(classifier *self, const float *samples, const uint8_t *classes,
                                                        size_t rows, float *loss);

/* Probabilities of the classes for one sample: CLASSIFIER_INPUTS numbers in, CLASSIFIER_CLASSES out. */
CLASSIFIER_MUST_CHECK classifier_status classifier_predict(const classifier *self, const float *sample, float *probabilities);

/* The most probable class of one sample, and its probability, or NULL. */
CLASSIFIER_MUST_CHECK classifier_status classifier_classify(const classifier *self, const float *sample, uint8_t *index,
                                                            float *probability);

#ifdef __cplusplus
}
#endif

#endif
