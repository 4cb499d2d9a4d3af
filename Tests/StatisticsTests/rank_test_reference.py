"""Writes RankTestReference.swift from SciPy: run it with SciPy 1.17 and NumPy 2, no arguments.

Exact p-values with ties are those of all permutations of the pooled values, which SciPy makes when
it is given a PermutationMethod; its method "exact" takes no notice of ties.
"""

import itertools
import pathlib

import numpy as np
from scipy import stats


def generated():
    """50 pairs of samples: of 1 to 60 values, with and without ties, alike and shifted."""
    generator = np.random.default_rng(20_260_131)
    cases = []
    for number in range(50):
        if number % 5 == 4:
            sizes = generator.integers(26, 61, 2)
        elif number % 2:
            sizes = generator.integers(2, 7, 2)
        else:
            sizes = generator.integers(1, 21, 2)
        shift = float(generator.choice([0, 0, 0.2, 0.5, 1.0]))
        samples = [np.exp(generator.normal(place, 0.4, size)) for place, size in zip([1, 1 + shift], sizes)]
        if number % 2:
            samples = [np.ceil(sample * 2) / 2 for sample in samples]
        else:
            samples = [np.round(sample, 6) for sample in samples]
        cases.append([[float(value) for value in sample] for sample in samples])
    return cases


def exact(first, second):
    """The exact p-value given the ties, or None where the permutations are too many to go through."""
    pooled = first + second
    if len(set(pooled)) == len(pooled):
        if len(pooled) > 50:
            return None
        return stats.mannwhitneyu(first, second, method="exact").pvalue
    if len(pooled) > 14:
        return None
    everything = stats.PermutationMethod(n_resamples=np.inf)
    return stats.mannwhitneyu(first, second, method=everything).pvalue


def median_interval(values):
    result = stats.quantile_test(values, q=0, p=0.5).confidence_interval(confidence_level=0.95)
    if np.isnan(result.low) or np.isnan(result.high):
        return None
    return float(result.low), float(result.high)


def ratio_interval(numerator, denominator):
    """The quotients between which the exact test does not tell the samples apart, by inverting it."""
    if len(numerator) + len(denominator) > 40:
        return None
    if len(set(numerator + denominator)) < len(numerator) + len(denominator):
        return None
    quotients = sorted(a / b for a, b in itertools.product(numerator, denominator))
    accepted = []
    edges = [quotients[0] / 2] + quotients + [quotients[-1] * 2]
    for low, high in itertools.pairwise(edges):
        factor = (low * high) ** 0.5
        scaled = [value * factor for value in denominator]
        p = stats.mannwhitneyu(numerator, scaled, method="exact").pvalue
        if p > 0.05:
            accepted.append((low, high))
    low, high = accepted[0][0], accepted[-1][1]
    # Reaching beyond the quotients means that no interval between them has the confidence.
    if low == edges[0] or high == edges[-1]:
        return None
    return low, high


def swift(value):
    if value is None:
        return "nil"
    if isinstance(value, tuple):
        return "(" + ", ".join(repr(float(part)) for part in value) + ")"
    return repr(float(value))


def array(name, values):
    """The values as a Swift argument, in lines of at most 100 characters."""
    if len(values) == 1:
        return f"      {name}: [{swift(values[0])}],\n"
    indent = " " * 8
    result, line = [], indent
    for value in values:
        text = swift(value) + ","
        if len(line) + 1 + len(text) > 100:
            result.append(line)
            line = indent
        line += ("" if line == indent else " ") + text
    return f"      {name}: [\n" + "\n".join(result + [line]) + "\n      ],\n"


def row(first, second):
    asymptotic = stats.mannwhitneyu(first, second, method="asymptotic")
    fields = [
        ("u", asymptotic.statistic),
        ("asymptotic", asymptotic.pvalue),
        ("exact", exact(first, second)),
        ("medianInterval", median_interval(first)),
        ("ratioInterval", ratio_interval(second, first)),
    ]
    text = "    RankTestCase(\n" + array("first", first) + array("second", second)
    text += ",\n".join(f"      {name}: {swift(value)}" for name, value in fields)
    return text + "\n    ),\n"


def mean_rows():
    generator = np.random.default_rng(7)
    text = ""
    for number in range(50):
        values = [float(value) for value in np.round(generator.normal(10, 3, 2 + number % 12), 4)]
        confidence = float(generator.choice([0.8, 0.9, 0.95, 0.99, 0.999]))
        freedom = len(values) - 1
        interval = stats.t.interval(confidence, freedom, np.mean(values), stats.sem(values))
        quantile = stats.t.ppf((1 + confidence) / 2, freedom)
        text += "    MeanCase(\n" + array("values", values)
        text += f"      confidence: {confidence!r}, tQuantile: {float(quantile)!r},\n"
        text += f"      interval: {swift(tuple(interval))}\n    ),\n"
    return text


HEADER = """// Written by rank_test_reference.py, from SciPy %s and NumPy %s.

/// Two samples, and what SciPy makes of them; nil where it cannot say.
struct RankTestCase: Sendable {
  var first: [Double]
  var second: [Double]
  var u: Double
  var asymptotic: Double
  var exact: Double?
  /// Of the first sample's median, at 95 %%.
  var medianInterval: (Double, Double)?
  /// Of the second sample over the first, at 95 %%.
  var ratioInterval: (Double, Double)?
}

/// A sample, the quantile of Student's t that its mean's interval takes, and the interval.
struct MeanCase: Sendable {
  var values: [Double]
  var confidence: Double
  var tQuantile: Double
  var interval: (Double, Double)
}

enum RankTestReference {
"""

if __name__ == "__main__":
    import scipy

    text = HEADER % (scipy.__version__, np.__version__)
    text += "  static let cases: [RankTestCase] = [\n"
    text += "".join(row(first, second) for first, second in generated())
    text += "  ]\n\n  static let means: [MeanCase] = [\n" + mean_rows() + "  ]\n}\n"
    pathlib.Path(__file__).with_name("RankTestReference.swift").write_text(text)
