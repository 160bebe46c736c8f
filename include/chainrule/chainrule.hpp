// chainrule: static-shape neural networks. Everything but the report, in reading order.
#pragma once

#include <chainrule/numeric/scalar.hpp>
#include <chainrule/numeric/arithmetic.hpp>
#include <chainrule/numeric/pack.hpp>
#include <chainrule/numeric/exp.hpp>
#include <chainrule/numeric/expm1.hpp>
#include <chainrule/numeric/log.hpp>
#include <chainrule/numeric/log1p.hpp>
#include <chainrule/numeric/tanh.hpp>
#include <chainrule/numeric/sigmoid.hpp>
#include <chainrule/numeric/sqrt.hpp>
#include <chainrule/numeric/sin_cos.hpp>
#include <chainrule/numeric/log_sum_exp.hpp>
#include <chainrule/numeric/softmax.hpp>
#include <chainrule/numeric/random.hpp>

#include <chainrule/shape/dim.hpp>
#include <chainrule/shape/matrix.hpp>
#include <chainrule/shape/transposed.hpp>
#include <chainrule/shape/axes.hpp>
#include <chainrule/shape/rows.hpp>

#include <chainrule/algebra/policy.hpp>
#include <chainrule/algebra/batch_sum.hpp>
#include <chainrule/algebra/contract.hpp>
#include <chainrule/algebra/product.hpp>
#include <chainrule/algebra/elementwise.hpp>
#include <chainrule/algebra/scaled_rows.hpp>
#include <chainrule/algebra/reduce.hpp>

#include <chainrule/layers/tensor.hpp>
#include <chainrule/layers/layer.hpp>
#include <chainrule/layers/dense.hpp>
#include <chainrule/layers/frozen.hpp>
#include <chainrule/layers/sigmoid.hpp>
#include <chainrule/layers/tanh.hpp>
#include <chainrule/layers/relu.hpp>
#include <chainrule/layers/softmax.hpp>
#include <chainrule/layers/scale_shift.hpp>

#include <chainrule/losses/target.hpp>
#include <chainrule/losses/loss.hpp>
#include <chainrule/losses/mean_squared_error.hpp>
#include <chainrule/losses/cross_entropy.hpp>

#include <chainrule/network/plan.hpp>
#include <chainrule/network/parameters.hpp>
#include <chainrule/network/pass.hpp>
#include <chainrule/network/network.hpp>
#include <chainrule/network/initialize.hpp>

#include <chainrule/optimizers/update.hpp>
#include <chainrule/optimizers/sgd.hpp>
#include <chainrule/optimizers/momentum.hpp>
#include <chainrule/optimizers/adam.hpp>

#include <chainrule/training/status.hpp>
#include <chainrule/training/turn.hpp>
#include <chainrule/training/trainer.hpp>
#include <chainrule/training/accumulating.hpp>
#include <chainrule/training/permutation.hpp>
#include <chainrule/training/data_set.hpp>
#include <chainrule/training/fit.hpp>
#include <chainrule/training/evaluate.hpp>
#include <chainrule/training/check_gradient.hpp>
