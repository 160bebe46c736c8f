#!/usr/bin/env python3
"""Writes penguin_rows.hpp, the table of penguins as constants for the flash: penguin_rows.py penguins.csv > penguin_rows.hpp

Rows with a gap are left out. Of the others, in the order of the table, which is by species, every fifth is held out.
"""
import csv
import sys

SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
SEXES = {"female": 0.0, "male": 1.0}

with open(sys.argv[1], newline="", encoding="ascii") as table:
    rows = [
        ([float(row[measure]) for measure in MEASURES] + [SEXES[row["sex"]]], SPECIES.index(row["species"]))
        for row in csv.DictReader(table)
        if row["sex"] in SEXES and all(row[measure] for measure in MEASURES)
    ]

parts = {
    "training": [row for i, row in enumerate(rows) if i % 5 != 4],
    "held_out": [row for i, row in enumerate(rows) if i % 5 == 4],
}

print("// Written by penguin_rows.py from examples/data/penguins.csv: rows to train on, and rows held out.")
print("#pragma once\n")
print("#include <array>")
print("#include <cstdint>\n")
print("// clang-format off")
print("namespace penguins {\n")
print("// Bill length and depth and flipper length in millimetres, body mass in grams, 1 for male or 0 for female.")
for name, part in parts.items():
    print(f"inline constexpr std::array<std::array<float, 5>, {len(part)}> {name}_samples{{{{")
    for sample, _ in part:
        print("    {" + ", ".join(f"{number}f" for number in sample) + "},")
    print("}};\n")
print("// 0 Adelie, 1 Chinstrap, 2 Gentoo.")
for name, part in parts.items():
    print(f"inline constexpr std::array<std::uint8_t, {len(part)}> {name}_species{{{{")
    for first in range(0, len(part), 40):
        print("    " + ", ".join(str(species) for _, species in part[first : first + 40]) + ",")
    print("}};\n")
print("}  // namespace penguins")
