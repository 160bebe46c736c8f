"""A bound of the stack that a function takes, from its image and the compiler's call graph, before any run.

The frames of what the compiler compiled are as it says (-fcallgraph-info=su). A library function's is all that its instructions
take off the stack pointer, as if each did so once. Calls are those that the compiler says, and all in the image.
"""
import re

UNBOUNDED = float("inf")

TAKES = [
    # Arm: sub sp, #8; sub.w sp, sp, #8; str r4, [sp, #-8]!
    re.compile(r"(?:sub\S*\s+sp, (?:sp, )?|str\S*\s.*\[sp, )#-?(\d+)\b(?:$|\]!|\s)"),
    # RISC-V: addi sp,sp,-16, which objdump also calls add
    re.compile(r"addi?\s+sp,sp,-(\d+)"),
]
PUSHES = re.compile(r"(?:v?push|v?stm(?:db|fd)\S*\s+sp!,)\S*\s*\{(.+)\}")
MOVES_OTHERWISE = re.compile(r"(?:add|sub)\S*\s+sp, ?(?:sp, ?)?(?!sp)[a-z]|mov\S*\s+sp,|mv\s+sp,")
BRANCHES = re.compile(r"(?:b|cb|j|call|tail)\S*\s.*?\b([0-9a-f]+) <")
CALLS_THROUGH_POINTER = re.compile(r"blx\s+[a-z]|jalr\s")


def taken_from_stack(instruction):
    pushed = PUSHES.match(instruction)
    if pushed:
        total = 0
        for registers in pushed[1].split(", "):  # r4, or d8-d9
            first, _, last = registers.partition("-")
            total += (int(last[1:]) - int(first[1:]) + 1 if last else 1) * (8 if first[0] == "d" else 4)
        return total
    for pattern in TAKES:
        found = pattern.match(instruction)
        if found:
            return int(found[1])
    return UNBOUNDED if MOVES_OTHERWISE.match(instruction) else 0


def stack_bound(symbols, disassembly, call_graph, root):
    """The largest sum of frames along a path of calls from the function `root`; infinite where there is none.

    symbols: what nm -S prints    disassembly: what objdump -d prints    call_graph: what the compiler wrote
    """
    # A function is an address and the end of its code; it may have several names, and end with another function.
    start, end = {}, {}
    for address, size, name in re.findall(r"^(\w+) (\w+) [tTwW] (\S+)$", symbols, re.M):
        start[name] = int(address, 16)
        end[start[name]] = max(end.get(start[name], 0), start[name] + int(size, 16))
    names = {address: name for name, address in start.items()}
    instructions = [(int(address, 16), text) for address, text in re.findall(r"^\s*(\w+):\s+(\S.*)$", disassembly, re.M)]

    compiled = {}  # frame by address
    edges = {}
    for title, label in re.findall(r'^node: \{ title: "([^"]+)" label: "([^"]+)"', call_graph, re.M):
        frame = re.search(r"\\n(\d+) bytes \(([a-z,]+)\)", label)
        if frame and title.rsplit(":")[-1] in start:
            compiled[start[title.rsplit(":")[-1]]] = UNBOUNDED if frame[2] == "dynamic" else int(frame[1])
    for caller, callee in re.findall(r'^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', call_graph, re.M):
        edges.setdefault(caller.rsplit(":")[-1], set()).add(callee.rsplit(":")[-1])

    bounds = {}

    def bound(function):
        if function not in bounds:
            bounds[function] = UNBOUNDED  # if it is asked for again before it is known: recursion
            bounds[function] = find(function)
        return bounds[function]

    def find(function):
        # What the compiler expects to run rarely lies apart and belongs to the function, which jumps there and back.
        apart = [start[name + ".cold"] for name, address in start.items() if address == function and name + ".cold" in start]
        parts = [(first, end[first]) for first in [function, *apart]]

        def belongs(address):
            return any(first <= address < last for first, last in parts)

        code = [(address, text) for address, text in instructions if belongs(address)]
        frame = compiled[function] if function in compiled else sum(taken_from_stack(text) for _, text in code)
        callees = set()
        for name, address in start.items():
            if address == function:
                for callee in edges.get(name, ()):
                    if callee == "__indirect_call":
                        return UNBOUNDED
                    if callee in start:  # else it was expanded in place
                        callees.add(start[callee])
        for _, text in code:
            branch = BRANCHES.match(text)
            if branch and not belongs(int(branch[1], 16)):
                inside = [f for f in end if f <= int(branch[1], 16) < end[f]]
                if not inside:
                    return UNBOUNDED
                callees.add(max(inside))
            elif not branch and CALLS_THROUGH_POINTER.match(text):
                return UNBOUNDED
        # RISC-V's libgcc saves registers by a function that leaves them on the stack of its caller.
        saving = {c for c in callees if names[c].startswith("__riscv_save_")}
        frame += max((taken_from_stack(text) for c in saving for a, text in instructions if c <= a < end[c]
                      if not text.startswith("sub")), default=0)
        return frame + max((bound(c) for c in callees - saving), default=0)

    return bound(start[root])
