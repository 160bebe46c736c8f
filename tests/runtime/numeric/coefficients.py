#!/usr/bin/env python3
"""Makes the polynomial coefficients of include/chainrule/numeric (minimax fits in 60 digits; needs mpmath).

Each coefficient is rounded to its type in turn, lowest order first, and the remaining ones are fitted again, so that the
rounding of one is made good by those after it. Printed: the coefficients, and the largest error of the rounded polynomial
relative to the function, as a power of two.
"""
from mpmath import mp, mpf, exp, log, sqrt, sin, cos, atanh, pi, lu_solve, matrix
mp.dps = 60


def rounded(x, bits):
    if x == 0:
        return x
    e = mp.floor(log(abs(x), 2)) + 1
    s = mpf(2) ** (bits - e)
    return mp.nint(x * s) / s


def hexadecimal(x, bits):
    return float(x).hex() + ("f" if bits == 24 else "")


def nodes(low, high, n=160):
    return [low + (high - low) * (1 - cos(pi * (i + mpf(1) / 2) / n)) / 2 for i in range(n)]


def minimax(f, weight, powers, low, high):
    """Coefficients c of x^p, p in powers, with the least max |weight(x) (sum c x^p - f(x))| on [low, high].

    Lawson's algorithm: least squares over Chebyshev nodes, each node's share multiplied by its error and fitted again. Remez
    exchange would want a Haar system, which powers without the lowest ones are not on an interval around zero.
    """
    xs = nodes(low, high)
    fs, ws = [f(x) for x in xs], [weight(x) for x in xs]
    rows = [[x ** p for p in powers] for x in xs]
    share = [mpf(1) / len(xs)] * len(xs)
    best, least = None, None
    n = len(powers)
    for _ in range(40):
        a, b = matrix(n, n), matrix(n, 1)
        for row, y, w, s in zip(rows, fs, ws, share):
            t = s * w * w
            for i in range(n):
                b[i] += t * row[i] * y
                for j in range(n):
                    a[i, j] += t * row[i] * row[j]
        c = list(lu_solve(a, b))
        errors = [abs(w * (sum(k * r for k, r in zip(c, row)) - y)) for row, y, w in zip(rows, fs, ws)]
        if least is None or max(errors) < least:
            best, least = c, max(errors)
        share = [s * e for s, e in zip(share, errors)]
        total = sum(share)
        share = [s / total for s in share]
    return best


def fit(name, f, weight, count, low, high, bits, fixed=()):
    low, high = mpf(low), mpf(high)
    done = list(fixed)
    while len(done) < count:
        k = len(done)
        rest = lambda x: f(x) - sum(c * x ** p for p, c in enumerate(done))
        c = minimax(rest, weight, list(range(k, count)), low, high)
        done.append(rounded(c[0], bits))
    worst = max(abs(weight(x) * (sum(c * x ** p for p, c in enumerate(done)) - f(x)))
                for x in nodes(low, high, 2000))
    print(f"// {name}, {'float' if bits == 24 else 'double'}: 2^{float(log(worst, 2)):.1f}")
    print(", ".join(hexadecimal(c, bits) for c in done))


tiny = mpf(10) ** -14
half = log(2) / 2 * (1 + mpf(2) ** -9)


def q(r):  # (e^r - 1 - r) / r^2
    return (exp(r) - 1 - r) / r ** 2 if abs(r) > tiny else mpf(1) / 2 + r / 6 + r * r / 24


def atanh_rest(z):  # (2 atanh(s) / s - 2) / z, z = s^2
    s = sqrt(z)
    return (2 * atanh(s) / s - 2) / z if z > tiny else mpf(2) / 3 + 2 * z / 5 + 2 * z * z / 7


def sin_rest(z):  # (sin r - r) / r^3, z = r^2
    r = sqrt(z)
    return (sin(r) - r) / r ** 3 if z > tiny else -mpf(1) / 6 + z / 120 - z * z / 5040


def cos_rest(z):  # (cos r - 1 + z / 2) / z^2
    r = sqrt(z)
    return (cos(r) - 1 + z / 2) / z ** 2 if z > tiny else mpf(1) / 24 - z / 720 + z * z / 40320


shift = mpf(10) ** -30
zlog = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.001")
ztrig = (pi / 4) ** 2 * mpf("1.001")
wexp = lambda r: r ** 2 / exp(r) + shift
wlog = lambda z: z / (2 + z) + shift
wsin = lambda z: z + shift
wcos = lambda z: z * z / cos(sqrt(z)) + shift

if __name__ == "__main__":
    for bits, ne, nd, nl, ns, nc in ((24, 5, 4, 3, 3, 3), (53, 10, 10, 7, 6, 6)):
        fit("exp: q(r), e^r = 1 + r + r^2 q(r)", q, wexp, ne, -half, half, bits)
        fit("decay: the same, e^-s = 1 - s + s^2 q(-s)", q, wexp, nd, -half, half, bits)
        fit("log: p(z), 2 atanh(s) / s = 2 + z p(z), z = s^2", atanh_rest, wlog, nl, 0, zlog, bits)
        fit("sin: p(z), sin r = r + r z p(z), z = r^2", sin_rest, wsin, ns, 0, ztrig, bits)
        fit("cos: p(z), cos r = 1 - z / 2 + z^2 p(z)", cos_rest, wcos, nc, 0, ztrig, bits)
    print("// constants: log2(e), ln 2, 2 / pi")
    for bits in (24, 53):
        print(hexadecimal(rounded(1 / log(2), bits), bits))
        for high in ((15,) if bits == 24 else (42,)):
            h = mp.floor(log(2) * 2 ** high) / mpf(2) ** high
            print(high, hexadecimal(h, bits), hexadecimal(rounded(log(2) - h, bits), bits))
