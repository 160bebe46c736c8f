"""Checks the laws of the house that no compiler knows: check.py INCLUDE_DIRECTORY

Data flows one way: a header includes only its own folder or an earlier one, and nothing includes the report. Public headers include
only the standard library and single Boost.Hana headers; they have no heap, exceptions, RTTI, virtual functions, iostream,
function-local statics or macros.
"""
import pathlib
import re
import sys

ORDER = ["numeric", "shape", "algebra", "layers", "losses", "network", "optimizers", "training", "report"]
STANDARD = {"array", "bit", "concepts", "cstddef", "cstdint", "span", "type_traits", "utility"}
REPORT_ONLY = {"algorithm", "iterator", "string_view"}  # costly to compile, and not in the umbrella
FORBIDDEN = re.compile(
    r"\b(malloc|calloc|realloc|new|(?<!= )delete|throw|try|catch|virtual|typeid|dynamic_cast|thread_local)\b|^\s*#\s*(define|undef)\b"
    r"|^\s{8,}static (?!constexpr|consteval|_assert)"
)


def code(text):
    """The text without comments and string literals, line by line."""
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    return [re.sub(r"//.*", "", line) for line in text.splitlines()]


def main():
    root = pathlib.Path(sys.argv[1]) / "chainrule"
    headers = sorted(root.rglob("*.hpp"))
    errors = []
    for header in headers:
        folder = header.parent.name if header.parent != root else None
        where = header.relative_to(root.parent)
        if folder is not None and folder not in ORDER:
            errors.append(f"{where}: no such folder in the order")
            continue
        text = header.read_text()
        for target in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE):
            parts = target.split("/")
            if parts[0] == "chainrule":
                if folder is None and parts[1] == "report":
                    errors.append(f"{where}: the umbrella includes {target}")
                if folder is not None and (len(parts) != 3 or ORDER.index(parts[1]) > ORDER.index(folder)):
                    errors.append(f"{where}: includes {target}, which comes later")
            elif target.startswith("boost/hana/"):
                pass
            elif target not in STANDARD and not (folder == "report" and target in REPORT_ONLY):
                errors.append(f"{where}: includes <{target}>")
        for number, line in enumerate(code(text), 1):
            if FORBIDDEN.search(line):
                errors.append(f"{where}:{number}: {line.strip()}")
    print(f"{len(headers)} headers, {len(errors)} errors")
    print("\n".join(errors))
    sys.exit(1 if errors or len(headers) < 20 else 0)


main()
