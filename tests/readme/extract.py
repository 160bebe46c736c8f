"""Writes the C++ blocks of a Markdown file, in order, as one source file: extract.py README.md OUTPUT.cpp"""
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
blocks = re.findall(r"^```cpp\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
if not blocks:
    sys.exit("no C++ block found")
# Includes first: a block in the middle of the text may bring its own.
lines = "\n".join(blocks).splitlines()
includes = [line for line in lines if line.startswith("#include")]
rest = [line for line in lines if not line.startswith("#include")]
open(sys.argv[2], "w", encoding="utf-8").write("\n".join(includes + rest) + "\n")
