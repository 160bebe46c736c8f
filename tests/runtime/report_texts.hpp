// What the reports must say of the 5-4-3 network; shared by the run-time and the compile-time test.
#pragma once

#include <chainrule/chainrule.hpp>

#include <string_view>

namespace report_texts {

namespace cr = chainrule;

using classifier = cr::network<cr::dense<5, 4>, cr::sigmoid, cr::dense<4, 3>, cr::softmax>;
using classifier_trainer = cr::trainer<classifier, cr::cross_entropy, cr::adam, 32>;

// 24 = 5 * 4 + 4, 15 = 4 * 3 + 3, 4 bytes each. An inference keeps the 4 hidden values.
inline constexpr std::string_view summary =
    "layer      output shape  parameters  bytes  multiply-adds\n"
    "0 dense    (batch, 4)            24     96             20\n"
    "1 sigmoid  (batch, 4)             0      0              0\n"
    "2 dense    (batch, 3)            15     60             12\n"
    "3 softmax  (batch, 3)             0      0              0\n"
    "\n"
    "parameters                                  39\n"
    "  trainable                                 39\n"
    "  not trainable                              0\n"
    "parameters, bytes                          156\n"
    "multiply-adds for one sample                32\n"
    "workspace of an inference, batch 1, bytes   16\n";

// Optimizer: two moments of 39 numbers, and 6 numbers of its own. Workspace: 4 + 3 activations and 4 gradients, 32 rows.
inline constexpr std::string_view trainer_summary =
    "layer      output shape  parameters  bytes  multiply-adds\n"
    "0 dense    (batch, 4)            24     96             20\n"
    "1 sigmoid  (batch, 4)             0      0              0\n"
    "2 dense    (batch, 3)            15     60             12\n"
    "3 softmax  (batch, 3)             0      0              0\n"
    "\n"
    "parameters                                   39\n"
    "  trainable                                  39\n"
    "  not trainable                               0\n"
    "parameters, bytes                           156\n"
    "multiply-adds for one sample                 32\n"
    "workspace of an inference, batch 1, bytes    16\n"
    "\n"
    "trainer: cross_entropy fused with softmax, adam, batch 32\n"
    "  parameters, bytes                         156\n"
    "  gradient, bytes                           156\n"
    "  optimizer, bytes                          336\n"
    "  workspace, bytes                         1408\n"
    "  other, bytes                               56\n"
    "  total, bytes                             2112\n";

inline constexpr std::string_view derivation =
    "forward\n"
    "  A1     (32, 4) = X (32, 5) W1 (5, 4) + b1 (1, 4)\n"
    "  Z      (32, 4) = 1 / (1 + exp(-A1))\n"
    "  A2     (32, 3) = Z (32, 4) W2 (4, 3) + b2 (1, 3)\n"
    "  Y      (32, 3) = exp(A2) / sum_k exp(A2)\n"
    "loss, fused with softmax\n"
    "  L      (1, 1)  = cross_entropy(Y (32, 3), T (32, 3)), B = 32, K = 3\n"
    "backward\n"
    "  dL/dA2 (32, 3) = (Y - T) / B\n"
    "  dL/dW2 (4, 3)  = Z^T (4, 32) dL/dA2 (32, 3)\n"
    "  dL/db2 (1, 3)  = 1^T (1, 32) dL/dA2 (32, 3)\n"
    "  dL/dZ  (32, 4) = dL/dA2 (32, 3) W2^T (3, 4)\n"
    "  dL/dA1 (32, 4) = dL/dZ * Z * (1 - Z)\n"
    "  dL/dW1 (5, 4)  = X^T (5, 32) dL/dA1 (32, 4)\n"
    "  dL/db1 (1, 4)  = 1^T (1, 32) dL/dA1 (32, 4)\n";

}  // namespace report_texts
