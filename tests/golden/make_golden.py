#!/usr/bin/env python3
"""Draws the golden networks and trains them with PyTorch, in double precision.

    python3 tests/golden/make_golden.py

writes beside itself
    networks_0.cpp ... networks_3.cpp    the networks as C++ types, ten in each
    data/00.txt ... data/39.txt          their numbers, and what PyTorch makes of them
    data/adam_defaults.txt               the defaults of torch.optim.Adam
and prints what is covered. Made with PyTorch 1.13 (Debian's python3-torch). The tests need neither PyTorch nor Python; another
processor may give other last digits.

Every number that training starts from (parameters, samples, targets, and settings other than the usual 0.9, 0.001 and so on)
is a small multiple of a power of two, hence the same in float and in double. All numbers are written so that they read back
exactly.

The float run is compared with this double run, so a network must be one whose training float can follow:
  - no relu sees a number within 1e-3 of its kink;
  - no probability under a logarithm is below 1/256, and no parameter grows beyond 8;
  - under adam, which divides a gradient by its size so far, that size is never below 1e-4 unless it is exactly 0.
A draw that breaks one of these is drawn again, and so is one that leaves more than half of a tensor without any gradient. The
double run alone decides.
"""

import collections
import pathlib
import random

import torch
from torch.nn import functional

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS = 40
NETWORKS_IN_A_FILE = 10
STEPS = 5
BATCHES = (1, 2, 3, 5, 7, 8, 16, 32, 33, 48)
SEED = 2

KINK = 1e-3
SMALLEST_PROBABILITY = 1 / 256
SMALLEST_ADAM_GRADIENT = 1e-4  # of the largest so far
LARGEST_PARAMETER = 8

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class DrawAgain(Exception):
    """A draw that float cannot follow."""


def grid(value, steps_per_unit):
    """The nearest multiple of 1 / steps_per_unit."""
    return round(value * steps_per_unit) / steps_per_unit


# Layers. Each has its C++ type, its tensors by name (in the library's order) and its formula.


class Dense:
    trains = True

    def __init__(self, draw, inputs, outputs, biased, gain):
        reach = gain * 1.5 / inputs**0.5
        self.tensors = {"weight": [grid(draw.uniform(-reach, reach), 256) for _ in range(inputs * outputs)]}
        if biased:
            self.tensors["bias"] = [grid(draw.uniform(-0.5, 0.5), 256) for _ in range(outputs)]
        self.shape = (inputs, outputs)
        self.cpp = f"dense<{inputs}, {outputs}>" if biased else f"dense<{inputs}, {outputs}, bias::none>"
        self.kind = "dense" if biased else "dense without bias"

    def __call__(self, x, weight, bias=None):
        y = x @ weight.reshape(self.shape)
        return y if bias is None else y + bias


class ScaleShift:
    trains = False

    def __init__(self, scale, shift, kind):
        self.tensors = {"scale": scale, "shift": shift}
        self.cpp = f"scale_shift<{len(scale)}>"
        self.kind = f"scale_shift ({kind})"

    def __call__(self, x, scale, shift):
        return x * scale + shift


class Activation:
    trains = False
    tensors = {}
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "softmax": lambda x: torch.softmax(x, dim=1),
    }

    def __init__(self, name):
        self.cpp = self.kind = name

    def __call__(self, x):
        if self.cpp == "relu" and (x.abs() < KINK).any():
            raise DrawAgain
        return self.functions[self.cpp](x)


# Losses, as they are defined: the mean over the rows, or over all elements.


def loss_of(model, outputs, logits, targets):
    """The mean loss; targets are rows, or a vector of class indices."""
    if model.loss == "mean_squared_error":
        if targets.dim() == 1:
            targets = functional.one_hot(targets, outputs.shape[1]).to(outputs.dtype)
        return functional.mse_loss(outputs, targets)
    if (outputs < SMALLEST_PROBABILITY).any():
        raise DrawAgain
    if logits is not None:
        return functional.cross_entropy(logits, targets)
    if targets.dim() == 1:
        targets = functional.one_hot(targets, outputs.shape[1]).to(outputs.dtype)
    return -torch.where(targets > 0, targets * outputs.log(), torch.zeros_like(outputs)).sum(dim=1).mean()


class Model:
    """What is drawn: layers with their first parameters, loss, optimizer and the shape of the training."""

    def __init__(self, draw, plan):
        for name in ("batch", "depth", "front", "end", "loss", "targets", "optimizer", "settings", "new_rate", "training",
                     "input_gradient"):
            setattr(self, name, plan[name])
        middles = plan["middles"]
        widths = [w for w in range(2, 10) if w != self.batch]
        widths = draw.sample(widths, self.depth + 1)
        self.inputs, self.outputs = widths[0], widths[-1]
        self.layers = []
        self.input_center = [0.0] * self.inputs
        self.input_scale = [1.0] * self.inputs
        if self.front:
            self.input_center = [float(draw.randint(-8, 64)) for _ in range(self.inputs)]
            self.input_scale = [draw.randint(8, 128) / 64 for _ in range(self.inputs)]
            shift = [grid(-m * s, 16) for m, s in zip(self.input_center, self.input_scale)]
            self.layers.append(ScaleShift(self.input_scale, shift, "front"))
            if self.front == "activated":
                self.layers.append(Activation("tanh"))
        for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            # What comes from a softmax varies little, so the next weights are larger.
            gain = 4 if i > 0 and "softmax" in middles[i - 1] else 1
            self.layers.append(Dense(draw, inputs, outputs, draw.random() < 0.7, gain))
            if i + 1 < self.depth:
                self.layers += self.activations(draw, middles[i], outputs, "middle")
        self.layers += self.activations(draw, self.end, self.outputs, "end")

    @staticmethod
    def scaling(draw, width, kind):
        scale = [draw.randint(40, 100) / 64 for _ in range(width)]
        shift = [draw.randint(8, 32) / 64 for _ in range(width)]
        return ScaleShift(scale, shift, kind)

    def activations(self, draw, parts, width, place):
        return [self.scaling(draw, width, place) if part == "scale_shift" else Activation(part) for part in parts.split()]

    @property
    def fused(self):
        return self.loss == "cross_entropy" and self.end == "softmax"

    def parameters(self):
        """All tensors as (name, trains, values): those that train, layer by layer, then the others."""
        found = [(f"{i}.{name}", layer.trains, values)
                 for i, layer in enumerate(self.layers) for name, values in layer.tensors.items()]
        return sorted(found, key=lambda tensor: not tensor[1])

    def run(self, tensors, x):
        """The prediction, and the logits where the last layer is a softmax that follows another layer."""
        before = None
        for i, layer in enumerate(self.layers):
            before, x = x, layer(x, *(tensors[f"{i}.{name}"] for name in layer.tensors))
        return x, before if self.fused else None

    def draw_samples(self, draw, rows):
        return [[grid(m + draw.gauss(0, 1) / s, 16) for m, s in zip(self.input_center, self.input_scale)] for _ in range(rows)]

    def draw_targets(self, draw, rows):
        if self.targets == "class_indices":
            return draw.choices(range(self.outputs), k=rows)
        if self.targets == "one_hot":
            return [[float(k == c) for k in range(self.outputs)] for c in draw.choices(range(self.outputs), k=rows)]
        if self.targets == "probabilities":
            return [self.draw_distribution(draw) for _ in range(rows)]
        return [[grid(draw.uniform(-1, 2), 64) for _ in range(self.outputs)] for _ in range(rows)]

    def draw_distribution(self, draw):
        cuts = [0] + sorted(draw.randint(0, 16) for _ in range(self.outputs - 1)) + [16]
        return [(b - a) / 16 for a, b in zip(cuts, cuts[1:])]

    def draw_rows(self, draw):
        """How many rows each call of one step gets."""
        full = self.batch
        if self.training == "accumulated":
            return [draw.choice([full, draw.randint(1, full)]) for _ in range(draw.randint(2, 4) if full <= 8 else 2)]
        if self.training == "partly_filled":
            return [draw.randint(1, full - 1)]
        return [full]

    def make_optimizer(self, tensors):
        if self.optimizer == "adam":
            if not self.settings:
                return torch.optim.Adam(tensors)
            rate, beta1, beta2, epsilon = self.settings
            return torch.optim.Adam(tensors, lr=rate, betas=(beta1, beta2), eps=epsilon)
        if self.optimizer == "momentum":
            return torch.optim.SGD(tensors, lr=self.settings[0], momentum=(self.settings[1:] or (0.9,))[0])
        return torch.optim.SGD(tensors, lr=self.settings[0])


# Training, and its record.


def number(value):
    value = float(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e6 else repr(value)


def tensor_line(kind, name, values):
    return f"{kind} {name} {' '.join(number(v) for v in values)}"


def train(model, draw):
    """Trains the model and gives the lines of its file."""
    settings = " ".join(number(s) for s in model.settings) or "default"
    lines = [
        "network " + ", ".join(layer.cpp for layer in model.layers),
        f"loss {model.loss}",
        f"targets {model.targets}",
        f"training {model.training} batch {model.batch}",
        f"optimizer {model.optimizer} {settings}",
    ]
    tensors = {}
    for name, trains, values in model.parameters():
        tensors[name] = torch.tensor(values, requires_grad=trains)
        lines.append(tensor_line("initial", name, values))
    trained = {name: tensors[name] for name, trains, _ in model.parameters() if trains}
    optimizer = model.make_optimizer(list(trained.values()))

    if model.input_gradient:
        lines += input_gradient(model, draw, tensors)

    largest_gradient = {name: torch.zeros_like(t) for name, t in trained.items()}
    for step in range(1, STEPS + 1):
        lines.append(f"step {step}")
        if step == 3 and model.new_rate:
            optimizer.param_groups[0]["lr"] = model.new_rate
            lines.append(f"learning_rate {number(model.new_rate)}")

        all_x, all_t = [], []
        for rows in model.draw_rows(draw):
            x, t = model.draw_samples(draw, rows), model.draw_targets(draw, rows)
            all_x += x
            all_t += t
            with torch.no_grad():
                call_loss = loss_of(model, *model.run(tensors, torch.tensor(x)), torch.tensor(t))
            lines.append(f"call {rows} loss {number(call_loss)}")
            for row, target in zip(x, t):
                target = target if isinstance(target, list) else [target]
                lines.append(f"{' '.join(number(v) for v in row)}  {' '.join(number(v) for v in target)}")

        optimizer.zero_grad()
        loss = loss_of(model, *model.run(tensors, torch.tensor(all_x)), torch.tensor(all_t))
        loss.backward()
        for name, t in trained.items():
            lines.append(tensor_line("gradient", name, t.grad))
            largest = largest_gradient[name] = torch.maximum(largest_gradient[name], t.grad.abs())
            if model.optimizer == "adam" and ((largest > 0) & (largest < SMALLEST_ADAM_GRADIENT)).any():
                raise DrawAgain
        optimizer.step()
        for name, t in trained.items():
            lines.append(tensor_line("updated", name, t.detach()))
            if (t.abs() > LARGEST_PARAMETER).any():
                raise DrawAgain

    for largest in largest_gradient.values():
        if (largest == 0).double().mean() > 0.5:  # most units never react: nothing to compare
            raise DrawAgain
    return lines


def input_gradient(model, draw, tensors):
    """Prediction, and gradient with respect to the input for a drawn gradient of the output, at the first parameters."""
    x = torch.tensor(model.draw_samples(draw, model.batch), requires_grad=True)
    y, _ = model.run(tensors, x)
    dy = torch.tensor([[grid(draw.uniform(-1, 1), 64) for _ in range(model.outputs)] for _ in range(model.batch)])
    (dx,) = torch.autograd.grad(y, x, dy)
    lines = [f"input_gradient {model.batch}"]
    for row in zip(x.tolist(), y.tolist(), dy.tolist(), dx.tolist()):
        lines.append("  ".join(" ".join(number(v) for v in part) for part in row))
    return lines


# Plans: what must be covered is dealt out evenly, the rest is drawn.


def dealt(draw, choices):
    """NETWORKS elements, the choices in equal number, shuffled."""
    cards = [choices[i % len(choices)] for i in range(NETWORKS)]
    draw.shuffle(cards)
    return cards


def make_plans(draw):
    ends = {
        "fused": ["softmax"],
        "probabilities": ["sigmoid", "softmax scale_shift", "sigmoid scale_shift"],
        "squares": ["", "softmax", "sigmoid", "tanh", "relu", "scale_shift"],
    }
    loss_targets = {
        "fused": ["one_hot", "probabilities", "class_indices"],
        "probabilities": ["probabilities", "class_indices", "one_hot"],
        "squares": ["numbers", "numbers", "numbers", "class_indices"],
    }
    settings = {
        "sgd": [(0.5,), (0.25,), (0.1875,)],
        "momentum": [(0.125,), (0.125, 0.9), (0.25, 0.5), (0.0625, 0.75)],
        "adam": [(), (2**-8, 0.75, 0.9375, 2**-6), (2**-9, 0.9, 0.999, 1e-8), (), (2**-7, 0.5, 0.96875, 2**-10)],
    }
    middles = ["sigmoid", "tanh", "relu", "softmax", "sigmoid", "tanh", "relu", "tanh scale_shift", "scale_shift sigmoid",
               "softmax scale_shift", "scale_shift relu", "tanh softmax", "scale_shift", ""]
    kinds = dealt(draw, ["fused", "squares", "probabilities", "squares", "fused"])
    depths = dealt(draw, [1, 1, 2, 2, 3, 3, 4])
    batches = dealt(draw, BATCHES)
    optimizers = dealt(draw, ["sgd", "momentum", "adam"])
    trainings = dealt(draw, ["whole"] * 5 + ["partly_filled"] * 2 + ["accumulated"] * 3)
    fronts = dealt(draw, [None, "front", None, None, "activated", None, "front"])
    counters = collections.Counter()
    deck = []

    def next_of(name, choices):
        counters[name] += 1
        return choices[(counters[name] - 1) % len(choices)]

    plans = []
    for i in range(NETWORKS):
        plan = {"depth": depths[i], "batch": batches[i], "optimizer": optimizers[i], "training": trainings[i],
                "front": fronts[i]}
        if plan["batch"] == 1 and plan["training"] == "partly_filled":
            plan["training"] = "accumulated"
        plan["loss"] = "mean_squared_error" if kinds[i] == "squares" else "cross_entropy"
        plan["end"] = next_of(kinds[i] + " end", ends[kinds[i]])
        plan["targets"] = next_of(kinds[i] + " targets", loss_targets[kinds[i]])
        plan["settings"] = next_of(plan["optimizer"], settings[plan["optimizer"]])
        rate = plan["settings"][0] if plan["settings"] else 2**-10
        plan["new_rate"] = rate / 2 if i % 5 == 0 else None
        plan["middles"] = []
        for _ in range(plan["depth"] - 1):
            if not deck:
                deck = draw.sample(middles, len(middles))
            plan["middles"].append(deck.pop())
        plan["input_gradient"] = i % 3 == 1
        plans.append(plan)
    return plans


def draw_network(index, plan):
    for attempt in range(100000):
        draw = random.Random(f"{SEED} {index} {attempt}")
        try:
            model = Model(draw, plan)
            return model, train(model, draw), attempt
        except DrawAgain:
            pass
    raise RuntimeError(f"network {index}: no draw that float can follow")


# The C++ types.

TEST_FILE = """\
// Written by make_golden.py: networks {first} to {last}.
// clang-format off
#include "agrees.hpp"

namespace golden {{

{cases}
}}  // namespace golden
"""


def cpp_network(layers):
    """`using model = network<...>;`, filled to 128 columns."""
    start = line = "    using model = network<"
    lines = []
    for i, layer in enumerate(layers):
        piece = layer.cpp + (">;" if i + 1 == len(layers) else ", ")
        if len(line) + len(piece.rstrip()) > 128:
            lines.append(line.rstrip())
            line = " " * len(start)
        line += piece
    return "\n".join(lines + [line])


def cpp_case(index, model):
    targets = "class_indices" if model.targets == "class_indices" else "rows"
    training = "accumulated" if model.training == "accumulated" else "stepwise"
    width = 1 if model.targets == "class_indices" else model.outputs
    lines = [
        f'TEST_CASE("golden network {index:02}", "[golden]") {{',
        cpp_network(model.layers),
        f'    const record r = read_record("{index:02}.txt", model::inputs, model::outputs, {width});',
        '    INFO("network " << r);',
        f"    trains_like<model, {model.loss}, {model.optimizer}, {model.batch}, targets::{targets}, training::{training}>(r);",
    ]
    if model.input_gradient:
        lines.append(f"    goes_back_like<model, {model.batch}>(r);")
    return "\n".join(lines + ["}", ""])


def main():
    data = HERE / "data"
    data.mkdir(exist_ok=True)
    coverage = collections.Counter()
    cases = []
    for index, plan in enumerate(make_plans(random.Random(SEED))):
        model, lines, attempts = draw_network(index, plan)
        (data / f"{index:02}.txt").write_text("\n".join(lines) + "\n")
        cases.append(cpp_case(index, model))
        print(f"{index:02} {attempts:4} draws refused  {', '.join(layer.cpp for layer in model.layers)}")

        kind = model.loss + (", fused" if model.fused else ", unfused")
        covered = {f"layer {layer.kind}" for layer in model.layers} | {
            f"loss {kind}",
            f"last layer {model.layers[-1].cpp.split('<')[0]}, {model.loss}",
            f"targets {model.targets}, {kind}",
            f"optimizer {model.optimizer} {model.settings or 'default'}",
            f"optimizer {model.optimizer}",
            f"training {model.training}",
            f"batch {model.batch:2}",
            f"dense layers {model.depth}",
        }
        if "softmax" in [layer.cpp for layer in model.layers[:-1]]:
            covered.add("layer softmax (not last)")
        if model.new_rate:
            covered.add("learning rate changed")
        if model.input_gradient:
            covered.add("input gradient")
            covered |= {f"input gradient through {layer.kind}" for layer in model.layers}
        coverage.update(covered)

    for first in range(0, NETWORKS, NETWORKS_IN_A_FILE):
        group = cases[first:first + NETWORKS_IN_A_FILE]
        text = TEST_FILE.format(first=first, last=first + len(group) - 1, cases="\n".join(group))
        (HERE / f"networks_{first // NETWORKS_IN_A_FILE}.cpp").write_text(text)

    defaults = torch.optim.Adam([torch.zeros(1, requires_grad=True)]).defaults
    values = [defaults["lr"], *defaults["betas"], defaults["eps"]]
    (data / "adam_defaults.txt").write_text(" ".join(number(v) for v in values) + "\n")

    print("\nnetworks with")
    for name, count in sorted(coverage.items()):
        print(f"{count:4}  {name}")
    print(f"\n{sum(f.stat().st_size for f in data.iterdir())} bytes in {data.name}/")


if __name__ == "__main__":
    main()
