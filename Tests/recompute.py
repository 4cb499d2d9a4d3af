#!/usr/bin/env python3
"""Every coefficient of a results folder, computed again from its other CSV files alone.

    Tests/recompute.py results
    Tests/recompute.py FOLDER --tolerance 1e-6

Values and intervals are computed with NumPy and nothing of the program, from single runs by seed or by
round: of grids from `NAME-runs.csv`, of the others from their own files. Intervals that come from a
bootstrap are drawn with the program's generator (xoshiro256** from SplitMix64 with the seed that the
program states). The status is 1 where a coefficient differs by more than the tolerance, relative to its
interval's reach or its own size, or where this script does not know it.
"""
import argparse, csv, json, math, sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
import numpy as np

MASK = (1 << 64) - 1


# Distributions

def normal_quantile(p):
    low, high = -40.0, 40.0
    while high - low > 1e-14 * max(1, abs(low)):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if math.erfc(-middle / math.sqrt(2)) / 2 < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(a, b, x):
    """The regularised incomplete beta function by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 500):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * result


@lru_cache(None)
def t_critical(freedom):
    """What Student's t exceeds with probability 2.5 %."""
    low, high = 0.0, 1e3
    for _ in range(200):
        middle = (low + high) / 2
        tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + middle * middle)) / 2
        low, high = (middle, high) if tail > 0.025 else (low, middle)
    return (low + high) / 2


Z = normal_quantile(0.975)


# Intervals

def t_interval(values, is_share=False):
    values = np.asarray(values, float)
    mean = values.mean()
    # Values that are all equal tell nothing of how far another could lie.
    if len(values) < 2 or (values == values[0]).all():
        return (values[0] if len(values) else mean), None, None
    reach = t_critical(len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    low, high = mean - reach, mean + reach
    return (mean, max(0, low), min(1, high)) if is_share else (mean, low, high)


def r_squared_interval(values):
    values = np.asarray(values, float)
    rest = 1 - values
    if (rest == rest[0]).all() or not (rest > 1e-12).all():
        return t_interval(values, is_share=True)
    n, variance = len(rest), np.log(rest).var(ddof=1)
    reach = math.exp(t_critical(n - 1) * math.sqrt(variance / n + variance ** 2 / (2 * (n - 1))))
    return values.mean(), max(0, 1 - rest.mean() * reach), 1 - rest.mean() / reach


def wilson(successes, trials):
    rate = successes / trials
    center = (rate + Z * Z / (2 * trials)) / (1 + Z * Z / trials)
    reach = Z / (1 + Z * Z / trials) * math.sqrt(
        rate * (1 - rate) / trials + Z * Z / (4 * trials * trials))
    return rate, max(0, min(center - reach, rate)), min(1, max(center + reach, rate))


def mid_p(successes, trials):
    def lower(k):
        if k == 0:
            return 0.0
        low, high = 0.0, k / trials
        for _ in range(100):
            p = (low + high) / 2
            tail = incomplete_beta(k, trials - k + 1, p) / 2
            tail += incomplete_beta(k + 1, trials - k, p) / 2 if k < trials else 0
            low, high = (low, p) if tail > 0.025 else (p, high)
        return (low + high) / 2
    return successes / trials, lower(successes), 1 - lower(trials - successes)


def jackknife(samples, statistic):
    n = len(samples)
    value = statistic(samples)
    left_out = np.array([statistic(np.delete(samples, i, axis=0)) for i in range(n)])
    reach = t_critical(n - 1) * math.sqrt(left_out.var(ddof=1) * (n - 1) ** 2 / n)
    return value, value - reach, value + reach


class Xoshiro:
    """xoshiro256** with a state from SplitMix64."""

    def __init__(self, seed):
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            word = seed
            word = ((word ^ word >> 30) * 0xBF58476D1CE4E5B9) & MASK
            word = ((word ^ word >> 27) * 0x94D049BB133111EB) & MASK
            self.state.append(word ^ word >> 31)

    def next(self):
        def rotated(x, k):
            return (x << k | x >> 64 - k) & MASK
        a, b, c, d = self.state
        word = rotated(b * 5 & MASK, 7) * 9 & MASK
        shifted = b << 17 & MASK
        c, d = c ^ a, d ^ b
        b, a = b ^ c, a ^ d
        self.state = [a, b, c ^ shifted, rotated(d, 45)]
        return word

    def below(self, n):
        """Lemire's way; the reject is needed once in 2^64 / n draws."""
        product = self.next() * n
        while product & MASK < (1 << 64) % n:
            product = self.next() * n
        return product >> 64


@lru_cache(None)
def draws(seed, shape, resamples=2000):
    """Which values make each resample: indices for samples of those lengths, drawn in turn."""
    generator = Xoshiro(seed)
    return [[np.array([generator.below(n) for _ in range(n)]) for n in shape] for _ in range(resamples)]


def bootstrap(samples, statistic, seed=1):
    """The percentile interval of a statistic of samples that are resampled each on its own."""
    samples = [np.asarray(sample, float) for sample in samples]
    shape = tuple(len(sample) for sample in samples)
    values = [statistic(*(sample[chosen] for sample, chosen in zip(samples, resample)))
              for resample in draws(seed, shape)]
    value = statistic(*samples)
    if min(shape) < 2:
        return value, None, None
    return value, *np.quantile(values, [0.025, 0.975])


def median_of_middle(values):
    return float(np.median(values))


def slope(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    x = x - x.mean()
    return float((x * (y - y.mean())).sum() / (x * x).sum())


def r_squared(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    x, y = x - x.mean(), y - y.mean()
    return float(1 - ((y - (x * y).sum() / (x * x).sum() * x) ** 2).sum() / (y * y).sum())


# Reading

class Folder:
    def __init__(self, path):
        self.path = Path(path)
        self.tables = {}

    def rows(self, name):
        if name not in self.tables:
            with open(self.path / name, newline="") as file:
                self.tables[name] = list(csv.DictReader(file))
        return self.tables[name]

    def manifest(self, experiment):
        """The configuration that an experiment was run with."""
        return json.loads((self.path / "manifest.json").read_text())["experiments"][experiment][
            "configuration"]

    def where(self, name, **wanted):
        return [row for row in self.rows(name)
                if all(same(row[key], value) for key, value in wanted.items())]


def same(text, wanted):
    if text == wanted:
        return True
    try:
        return float(text) == float(wanted)
    except (TypeError, ValueError):
        return False


def numbers(rows, column):
    return [float(row[column]) for row in rows if row[column] != ""]


def parameters(text):
    """`name=value` pairs; a word without `=` belongs to the value before."""
    pairs = {}
    for word in text.split(" ") if text else []:
        if "=" in word:
            name, value = word.split("=", 1)
            pairs[name] = value
        else:
            pairs[name] += " " + word
    return pairs


# Coefficients: by experiment and name, a function of the folder and the point.

KNOWN = {}


def knows(experiment, *names):
    def add(function):
        for name in names:
            KNOWN[experiment, name] = function
        return function
    return add


def grid(results, experiment, metric, **place):
    """The mean of a grid point, from its single runs."""
    runs = results.where(f"{experiment}-runs.csv", metric=metric, **place)
    values = numbers(runs, "value")
    if runs[0]["trials"] != "":
        trials = [int(row["trials"]) for row in runs]
        return mid_p(sum(round(v * n) for v, n in zip(values, trials)), sum(trials))
    if len(set(values)) == 1:
        # None of n runs has another value with the probability p at which that is 5 % likely.
        # Where they cannot have another, there is no interval.
        if runs[0]["step"] == "":
            return (values[0], None, None)
        reach = float(runs[0]["step"]) * (1 - 0.05 ** (1 / len(values)))
        return (values[0], values[0] - reach, values[0] + reach)
    return t_interval(values)


@knows("psweep", "rss_growth", "growth_per_p", "bound_ratio")
def psweep_mean(results, name, place):
    """From the series where it has the figure, and from the summary by seed otherwise."""
    series = defaultdict(list)
    for row in results.where("psweep-timeseries.csv", **place):
        series[row["seed"]].append(row)
    growth = [float(s[-1]["rss_bytes"]) - float(s[0]["rss_bytes"]) for s in series.values()]
    if name == "rss_growth":
        return t_interval(growth)
    if name == "growth_per_p":
        return t_interval([value / float(place["p"]) for value in growth])
    # Each pinned close has one session.
    return t_interval([
        float(s[-1]["retained_slabs"]) / float(s[-1]["sessions"]) for s in series.values()
        if s[-1]["sessions"] != "0"])


@knows("psweep", "r_squared", "r_squared_slabs")
def psweep_r_squared(results, name, place):
    series = defaultdict(list)
    for row in results.where("psweep-timeseries.csv", **place):
        series[row["seed"]].append(row)
    column = "rss_bytes" if name == "r_squared" else "retained_slabs"
    values = []
    for samples in series.values():
        y = numbers(samples, column)
        if min(y) < max(y):
            values.append(r_squared(numbers(samples, "request"), y))
    return r_squared_interval(values)


@knows("slope", "quartile_slope_ratio")
def quartile_slope_ratio(results, name, place):
    rows = results.where("slope.csv", **place)
    by_seed = defaultdict(dict)
    for row in rows:
        by_seed[row["seed"]][row["quartile"]] = float(row["slope_per_request"])
    return t_interval([s["4"] / s["1"] for s in by_seed.values() if s["1"] != 0])


def sustained(results, **place):
    """The runs of the sustained protocol with the workload that is compared with the published one."""
    runs = results.where("twopoint.csv", protocol="sustained", reclaim="late", **place)
    if "object_size" in place:
        return runs
    first = results.where("twopoint.csv", protocol="sustained")[0]
    return [row for row in runs if row["object_size"] == first["object_size"]
            and row["session_fraction"] == first["session_fraction"]]


def of_arm(results, place):
    """The runs of a coefficient's arm, of either protocol."""
    return results.where("twopoint.csv", **place) if "protocol" in place else sustained(results, **place)


@knows("twopoint", "recycle_rate")
def recycle_rate(results, name, place):
    return t_interval([
        int(row["slabs_recycled"]) / (int(row["slabs_recycled"]) + int(row["slabs_created"]))
        for row in of_arm(results, place)], is_share=True)


@knows("twopoint", "structural_bytes", "retained_slabs")
def structural_bytes(results, name, place):
    return t_interval(numbers(of_arm(results, place), name))


@knows("twopoint", "boundary_recycle_rate")
def boundary_recycle_rate(results, name, place):
    rows = sustained(results, **place)
    recycled = sum(int(row["boundary_recycled"]) for row in rows)
    slabs = sum(int(row["boundary_slabs"]) for row in rows)
    # Isolated, nothing is left to chance.
    return wilson(recycled, slabs) if place["routing"] == "mixed" else (recycled / slabs, None, None)


@knows("twopoint", "structural_r_squared")
def structural_r_squared(results, name, place):
    series = defaultdict(list)
    for row in results.where(
            "twopoint-timeseries.csv", protocol="sustained", reclaim="late", **place):
        if int(row["epochs_closed"]) > 0:
            series[row["seed"]].append(row)
    return r_squared_interval([
        r_squared(numbers(s, "request"), numbers(s, "structural_bytes"))
        for s in series.values()])


@knows("twopoint", "recycle_rate_differential")
def differential(results, name, place):
    """The ratio of two pooled rates, with the interval of its logarithm (delta method)."""
    value, variance = 1, 0
    for routing, sign in (("isolated", 1), ("mixed", -1)):
        rows = sustained(results, routing=routing, **place)
        recycled = sum(int(row["slabs_recycled"]) for row in rows)
        all_slabs = recycled + sum(int(row["slabs_created"]) for row in rows)
        value *= (recycled / all_slabs) ** sign
        variance += 1 / recycled - 1 / all_slabs
    factor = math.exp(Z * math.sqrt(variance))
    return value, value / factor, value * factor


@knows("threshold", "false_alarms")
def false_alarms(results, name, place):
    place = {("signal" if key == "metric" else key): value for key, value in place.items()}
    return grid(results, "threshold-load", name, **place)


def quotient(pairs):
    """The quotient of two sums over runs, with its jackknife interval where anything varies."""
    pairs = np.asarray(pairs, float)
    first = pairs[0]
    if (pairs[:, 0] * first[1] == pairs[:, 1] * first[0]).all():
        return pairs[:, 0].sum() / pairs[:, 1].sum(), None, None
    return jackknife(pairs, lambda pairs: pairs[:, 0].sum() / pairs[:, 1].sum())


@knows("bounds", "dsr", "plateau", "doubling_ratio", "increment_ratio", "amplification",
       "slabs_per_session", "slope_ratio")
def bounds(results, name, place):
    question = place.pop("question")
    setting = " ".join(f"{key}={value}" for key, value in sorted(place.items()))
    runs = [row for row in results.where("bounds-runs.csv", question=question)
            if " ".join(sorted(row["setting"].split())) == setting]
    if name == "dsr":
        return mid_p(sum(int(row["drained"]) for row in runs), sum(int(row["closes"]) for row in runs))
    if name == "plateau":
        return t_interval(numbers(runs, "second_half_slabs"))
    if name == "slope_ratio":
        return quotient([(float(row["last_slope"]), float(row["first_slope"])) for row in runs])
    series = defaultdict(list)
    for row in results.where("bounds-timeseries.csv", question=question):
        if " ".join(sorted(row["setting"].split())) == setting:
            series[row["seed"]].append(row)

    def retained(seed, quarters):
        samples = series[seed]
        return int(samples[len(samples) * quarters // 4 - 1]["retained_slabs"])

    if name == "slabs_per_session":
        return quotient([(retained(row["seed"], 4), int(row["sessions"])) for row in runs])
    if name == "amplification":
        settings = results.manifest("bounds")
        capacity = settings["slab_size"] // settings["object_size"]
        return quotient([(retained(seed, 4) * capacity, int(samples[-1]["live_objects"]))
                         for seed, samples in series.items()])
    if name == "doubling_ratio":
        return quotient([(retained(seed, 4), retained(seed, 2)) for seed in series])
    return quotient([(retained(seed, 4) - retained(seed, 2), retained(seed, 2) - retained(seed, 1))
                     for seed in series])


@knows("churn", "rss_growth_ratio")
def churn_growth(results, name, place):
    rows = results.where("churn.csv", phase="replace")
    return float(rows[-1]["rss_bytes"]) / float(rows[0]["rss_bytes"]) - 1, None, None


@knows("dsr", "dsr")
def dsr(results, name, place):
    rows = results.where("dsr.csv", **place)
    return wilson(sum(int(row["drained"]) for row in rows), sum(int(row["closes"]) for row in rows))


@knows("diagnose", "dsr")
def diagnose_dsr(results, name, place):
    last = results.where("diagnose.csv", **place)[-1]
    drained, pinned = int(last["drained"]), int(last["pinned"])
    return drained / (drained + pinned), None, None


def curves(results, lifetime):
    """The sampled epochs, the sum of p, and by seed the retained slabs summed over p."""
    runs = results.where("lifetimes-runs.csv", metric="retained_slabs", lifetime=lifetime)
    ps = sorted({float(row["p"]) for row in runs})
    epochs = sorted({int(row["epoch"]) for row in runs})
    by_seed = defaultdict(lambda: defaultdict(float))
    count = defaultdict(int)
    for row in runs:
        by_seed[row["seed"]][int(row["epoch"])] += float(row["value"])
        count[row["seed"]] += 1
    whole = [seed for seed in by_seed if count[seed] == len(ps) * len(epochs)]
    return (np.array(epochs), sum(ps),
            np.array([[by_seed[seed][epoch] for epoch in epochs] for seed in whole]))


def mean_lifetime(results):
    """What all but the infinite lifetimes have as their mean: the plateau that the closed form has for
    fixed ones, from the last epoch on that is sampled, over p."""
    row = [row for row in results.rows("lifetimes.csv")
           if row["lifetime"] == "fixed" and row["metric"] == "retained_slabs"][-1]
    return float(row["predicted"]) / float(row["p"])


@knows("lifetimes", "plateau")
def plateau(results, name, place):
    return grid(results, "lifetimes", "plateau", **place)


@knows("lifetimes", "level_epochs")
def level_epochs(results, name, place):
    epochs, of_p, paths = curves(results, place["lifetime"])
    paths = paths / of_p
    height = 0.95 * mean_lifetime(results)

    def first(curve):
        index = int(np.argmax(curve >= height))
        before = (epochs[index - 1], curve[index - 1]) if index else (0, 0)
        return before[0] + (height - before[1]) / (curve[index] - before[1]) * (epochs[index] - before[0])

    def last(curve):
        below = np.flatnonzero(curve <= height)
        if not len(below):
            return first(curve)
        index = below[-1]
        if index == len(curve) - 1:
            return float(epochs[-1])
        share = (height - curve[index]) / (curve[index + 1] - curve[index])
        return epochs[index] + share * (epochs[index + 1] - epochs[index])

    mean = paths.mean(axis=0)
    reach = t_critical(len(paths) - 1) * paths.std(axis=0, ddof=1) / math.sqrt(len(paths))
    return first(mean), first(mean + reach), last(mean - reach)


@knows("lifetimes", "growth_exponent")
def growth_exponent(results, name, place):
    epochs, _, paths = curves(results, place["lifetime"])
    index = {epoch: i for i, epoch in enumerate(epochs)}
    start = mean_lifetime(results)

    def exponent(paths):
        curve = paths.mean(axis=0)
        pairs = [(i, index[2 * epoch]) for epoch, i in index.items()
                 if 2 * epoch in index and epoch >= start and curve[index[2 * epoch]] > curve[i]]
        return slope([math.log(epochs[i]) for i, _ in pairs],
                     [math.log(curve[j] - curve[i]) for i, j in pairs])

    return jackknife(paths, exponent)


@knows("sensitivity", "cost_bytes", "half_drain_fraction")
@knows("granules", "bound_ratio")
@knows("predictor", "halving_recall")
def of_grid(results, name, place, experiment=None):
    if experiment == "granules":
        closes = max(int(row["closes"]) for row in results.rows("granules.csv"))
        place = dict(place, closes=closes)
    return grid(results, experiment, name, **place)


@knows("threshold", "power", "r_squared", "r_squared_least", "r_squared_greatest")
def threshold(results, name, place, experiment=None):
    place = dict(place, signal=place["metric"], rule="levels")
    del place["metric"]
    epochs = max(int(row["epochs"]) for row in results.rows("threshold.csv"))
    if name in ("power", "r_squared"):
        return grid(results, "threshold", name, epochs=epochs, **place)
    values = numbers(
        results.where("threshold-runs.csv", metric="r_squared", epochs=epochs, **place), "value")
    return min(values) if name == "r_squared_least" else max(values), None, None


def redis_class(results, pattern):
    rows = [row for row in results.where("redis.csv", pattern=pattern, phase="loaded")
            if row["size_class"] != "all"]
    pages = 4096

    def slab_bytes(row):
        # A slab is the fewest pages that hold its regions.
        byte_count = int(row["size_class"]) * int(row["regions_per_slab"])
        return int(row["slabs"]) * -(-byte_count // pages) * pages

    loaded = max(rows, key=slab_bytes)
    purged = results.where(
        "redis.csv", pattern=pattern, phase="purged", size_class=loaded["size_class"])[0]
    return loaded, purged


@knows("redis", "drained_share", "utilization", "rss_ratio")
def redis(results, name, place):
    if name == "rss_ratio":
        loaded, purged = (results.where(
            "redis.csv", pattern=place["pattern"], phase=phase, size_class="all")[0]
            for phase in ("loaded", "purged"))
        return int(purged["rss_bytes"]) / int(loaded["rss_bytes"]), None, None
    loaded, purged = redis_class(results, place["pattern"])
    if name == "utilization":
        return (int(purged["live_objects"])
                / (int(purged["slabs"]) * int(purged["regions_per_slab"])), None, None)
    drained, slabs = int(purged["drained_slabs"]), int(loaded["slabs"])
    return wilson(drained, slabs) if place["pattern"] == "random" else (drained / slabs, None, None)


def peak_bytes(rows):
    row = rows[0]
    return int(row["objects"]) / float(row["granule_objects"]) * int(row["granule_bytes"])


def fitted_capacity(rows):
    """The C that comes closest to the retained shares 1 - (1 - f)^C, by least squares."""
    fractions = np.array(numbers(rows, "session_fraction"))
    shares = np.array(numbers(rows, "retained_bytes")) / peak_bytes(rows)

    def error(logarithm):
        return ((shares + np.expm1(math.exp(logarithm) * np.log1p(-fractions))) ** 2).sum()

    step = math.log(1e6) / 200
    best = min(range(201), key=lambda k: error(k * step))
    low, high = max(0, (best - 1) * step), (best + 1) * step
    while high - low > 1e-9:
        third = (high - low) / 3
        low, high = (low, high - third) if error(low + third) < error(high - third) else (
            low + third, high)
    return math.exp((low + high) / 2)


@knows("peers", "effective_capacity", "effective_granule", "peak_granules")
def peers_granule(results, name, place):
    rows = [row for row in results.where("peers.csv", routing="mixed", **place)]
    if name == "peak_granules":
        return peak_bytes(rows), None, None
    by_seed = defaultdict(list)
    for row in rows:
        if float(row["session_fraction"]) > 0:
            by_seed[row["seed"]].append(row)
    figures = t_interval([fitted_capacity(curve) for curve in by_seed.values()])
    scale = int(rows[0]["granule_bytes"]) / 1024 / float(rows[0]["granule_objects"])
    return figures if name == "effective_capacity" else tuple(
        None if figure is None else figure * scale for figure in figures)


@knows("peers", "floor")
def peers_floor(results, name, place):
    rows = results.where("peers-phases.csv", session_fraction="0", **place)
    rss = {(row["seed"], row["phase"]): int(row["rss_bytes"]) for row in rows}
    grown = [rss[seed, "purged"] - rss[seed, "before"] for seed, phase in rss if phase == "before"]
    return math.floor(np.median(grown) + 0.5), None, None


@knows("peers", "routing_recovery")
def routing_recovery(results, name, place):
    rows = results.where("peers.csv", allocator=place["allocator"], session_fraction=place["f"])
    by_seed = defaultdict(dict)
    for row in rows:
        by_seed[row["seed"]][row["routing"]] = row
    shares = []
    for pair in by_seed.values():
        if len(pair) == 2:
            mixed, live = int(pair["mixed"]["retained_bytes"]), int(pair["mixed"]["live_bytes"])
            if mixed > live:
                shares.append((mixed - int(pair["isolated"]["retained_bytes"])) / (mixed - live))
    return t_interval(shares)


@knows("bench", "ns_per_pair", "time_ratio")
def bench(results, name, place):
    times = numbers(results.where("bench.csv", **place), "ns_per_pair")
    if name == "ns_per_pair":
        return bootstrap([times], median_of_middle)
    own = numbers(results.where("bench.csv", **dict(place, allocator="temporal-slab")), "ns_per_pair")
    return bootstrap([own, times], lambda a, b: median_of_middle(a) / median_of_middle(b))


@knows("profiler", "ns_per_op")
def profiler(results, name, place):
    return bootstrap([numbers(results.where("profiler.csv", **place), "ns_per_op")], median_of_middle)


def difference(written, computed):
    """The largest difference, relative to the figure or the reach of its interval."""
    texts = [written["value"], written["ci_low"], written["ci_high"]]
    if any((text == "") != (value is None) for text, value in zip(texts, computed)):
        return math.inf
    figures = [float(text) for text in texts if text != ""]
    scale = max(abs(figure) for figure in figures) or 1
    return max(abs(figure - float(value))
               for figure, value in zip(figures, (v for v in computed if v is not None))) / scale


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default="results")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    options = parser.parse_args()
    results = Folder(options.folder)
    right, wrong = defaultdict(int), 0
    for line in results.rows("coefficients.csv"):
        experiment, name = line["experiment"], line["coefficient"]
        label = f"{experiment} {name} {line['parameter']}"
        function = KNOWN.get((experiment, name))
        if function is None:
            print(f"not known: {label}")
            wrong += 1
            continue
        needs = {"experiment": experiment} if function in (of_grid, threshold) else {}
        try:
            computed = function(results, name, parameters(line["parameter"]), **needs)
        except (LookupError, OSError, ValueError, ZeroDivisionError) as fault:
            print(f"not computed: {label}: {fault!r}")
            wrong += 1
            continue
        off = difference(line, computed)
        if not off <= options.tolerance:
            print(f"differs by {off:.2g}: {label}: written {line['value']} ({line['ci_low']} to "
                  f"{line['ci_high']}), computed {computed}")
            wrong += 1
        else:
            right[experiment] += 1
    for experiment, count in right.items():
        print(f"{experiment:12}{count:5} coefficients computed again")
    print(f"{sum(right.values())} coefficients are the same to {options.tolerance:g}, {wrong} are not")
    return 0 if wrong == 0 and right else 1


if __name__ == "__main__":
    sys.exit(main())
