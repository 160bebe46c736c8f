/* A firmware in C that trains a network and uses it. It knows nothing of C++ but the header of the classifier. */
#include "classifier.h"
#include "console.h"

#include <string.h>

enum { ROWS = 24, EPOCHS = 40 };

/* Bill length and depth and flipper length in millimetres, body mass in grams, 1 for male or 0 for female. */
static const float samples[ROWS][CLASSIFIER_INPUTS] = {
    {39.1f, 18.7f, 181.0f, 3750.0f, 1.0f},
    {46.5f, 17.9f, 192.0f, 3500.0f, 0.0f},
    {50.0f, 16.3f, 230.0f, 5700.0f, 1.0f},
    {35.9f, 19.2f, 189.0f, 3800.0f, 0.0f},
    {51.3f, 18.2f, 197.0f, 3750.0f, 1.0f},
    {45.8f, 14.6f, 210.0f, 4200.0f, 0.0f},
    {40.8f, 18.4f, 195.0f, 3900.0f, 1.0f},
    {50.3f, 20.0f, 197.0f, 3300.0f, 1.0f},
    {47.3f, 15.3f, 222.0f, 5250.0f, 1.0f},
    {37.6f, 19.1f, 194.0f, 3750.0f, 1.0f},
    {52.0f, 19.0f, 197.0f, 4150.0f, 1.0f},
    {43.6f, 13.9f, 217.0f, 4900.0f, 0.0f},
    {36.2f, 16.1f, 187.0f, 3550.0f, 0.0f},
    {49.7f, 18.6f, 195.0f, 3600.0f, 1.0f},
    {45.3f, 13.8f, 208.0f, 4200.0f, 0.0f},
    {40.3f, 18.5f, 196.0f, 4350.0f, 1.0f},
    {50.9f, 19.1f, 196.0f, 3550.0f, 1.0f},
    {47.5f, 14.2f, 209.0f, 4600.0f, 0.0f},
    {39.6f, 20.7f, 191.0f, 3900.0f, 0.0f},
    {51.4f, 19.0f, 201.0f, 3950.0f, 1.0f},
    {52.2f, 17.1f, 228.0f, 5400.0f, 1.0f},
    {37.5f, 18.5f, 199.0f, 4475.0f, 1.0f},
    {51.9f, 19.5f, 206.0f, 3950.0f, 1.0f},
    {53.4f, 15.8f, 219.0f, 5500.0f, 1.0f},
};

/* 0 Adelie, 1 Chinstrap, 2 Gentoo. */
static const uint8_t species[ROWS] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};

/* Penguins that it has not seen. */
static const float measured[CLASSIFIER_CLASSES][CLASSIFIER_INPUTS] = {
    {38.9f, 17.8f, 181.0f, 3625.0f, 0.0f},
    {51.3f, 19.2f, 193.0f, 3650.0f, 1.0f},
    {46.1f, 13.2f, 211.0f, 4500.0f, 0.0f},
};

/* The memory of the networks is here, and nowhere else. */
static classifier student;
static classifier successor;

/* FNV-1a over the bytes of all weights, the lowest byte of each first. */
static uint64_t hash(const float *weights) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < CLASSIFIER_WEIGHTS; ++i) {
        uint32_t bits;
        memcpy(&bits, &weights[i], sizeof bits);
        for (unsigned byte = 0; byte < sizeof bits; ++byte) {
            h = (h ^ ((bits >> (8 * byte)) & 0xff)) * UINT64_C(0x100000001b3);
        }
    }
    return h;
}

/* Trains, and prints the mean loss of the first and of the last epoch. */
static classifier_status train(classifier *self) {
    for (int epoch = 1; epoch <= EPOCHS; ++epoch) {
        float sum = 0.0f;
        for (size_t first = 0; first < ROWS; first += CLASSIFIER_BATCH) {
            float loss;
            const classifier_status status =
                classifier_step(self, samples[first], &species[first], CLASSIFIER_BATCH, &loss);
            if (status != CLASSIFIER_OK) {
                return status;
            }
            sum += loss;
        }
        if (epoch == 1 || epoch == EPOCHS) {
            console_text("epoch ");
            console_number((uint32_t)epoch);
            console_text(": loss ");
            console_fraction(sum * (float)CLASSIFIER_BATCH / (float)ROWS);
            console_text("\n");
        }
    }
    return CLASSIFIER_OK;
}

/* What must be refused is, with the status that says why, and changes no weight. */
static int refuses_bad_input(classifier *self) {
    const float overflow = 3e38f;
    const float bad[CLASSIFIER_INPUTS] = {overflow * 10.0f, 0.0f, 0.0f, 0.0f, 0.0f};
    const uint8_t no_class = CLASSIFIER_CLASSES;
    const uint64_t before = hash(classifier_weights(self));
    float probabilities[CLASSIFIER_CLASSES];
    uint8_t index;
    return classifier_step(self, bad, species, 1, NULL) == CLASSIFIER_NON_FINITE_INPUT &&
           classifier_step(self, samples[0], &no_class, 1, NULL) == CLASSIFIER_BAD_TARGET &&
           classifier_step(self, samples[0], species, 0, NULL) == CLASSIFIER_BAD_ROW_COUNT &&
           classifier_step(self, samples[0], species, CLASSIFIER_BATCH + 1, NULL) == CLASSIFIER_BAD_ROW_COUNT &&
           classifier_predict(self, bad, probabilities) == CLASSIFIER_NON_FINITE_INPUT &&
           classifier_classify(self, bad, &index, NULL) == CLASSIFIER_NON_FINITE_INPUT &&
           hash(classifier_weights(self)) == before;
}

int main(void) {
    classifier_init(&student);
    classifier_status status = train(&student);
    console_text("weights ");
    console_hash(hash(classifier_weights(&student)));
    console_text("\n");

    /* As after a restart, from weights that were kept. */
    if (status == CLASSIFIER_OK) {
        status = classifier_init_with(&successor, classifier_weights(&student));
    }
    int right = 0;
    for (size_t penguin = 0; penguin < CLASSIFIER_CLASSES && status == CLASSIFIER_OK; ++penguin) {
        float probabilities[CLASSIFIER_CLASSES];
        float probability = 0.0f;
        uint8_t index = CLASSIFIER_CLASSES;
        status = classifier_predict(&student, measured[penguin], probabilities);
        if (status == CLASSIFIER_OK) {
            status = classifier_classify(&successor, measured[penguin], &index, &probability);
        }
        if (status == CLASSIFIER_OK) {
            console_text("class ");
            console_number(index);
            console_text(", with probability ");
            console_fraction(probability);
            console_text("\n");
            right += index == penguin && probability == probabilities[index];
        }
    }

    if (status != CLASSIFIER_OK) {
        console_text("classifier: status ");
        console_number((uint32_t)status);
        console_text("\n");
        return (int)status;
    }
    return right == CLASSIFIER_CLASSES && refuses_bad_input(&successor) ? 0 : 100;
}
