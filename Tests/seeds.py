#!/usr/bin/env python3
"""Closed forms against runs with seeds that no result was chosen with.

    Tests/seeds.py .build/release/drainbench --seeds 1009 20011 300007 4000037
    Tests/seeds.py .build/release/drainbench --quick --out /tmp/seeds      the smaller grids

Runs `drainbench reproduce --all --seed S` into a folder a seed, unless it is there already, and counts by
experiment how many 95 % intervals hold their closed form, and how far the means lie from it in normal
deviations.

Counted apart are identities, which cannot miss: points whose interval has no width because the closed form
leaves nothing to chance, and rates whose outcome is as good as certain. The points of one run, such as its
samples, stand or fall together; what says how much a share may differ from 95 % by chance is the number of
groups of points that have draws of their own. Their band is where 95 % of binomial shares lie, and the
probability beside it is that of a share as far from 95 % or farther, both for groups whose points agree;
where these differ, the true band is narrower.

The status is 0 where each experiment's share, over all seeds, is 93 to 97 %, or what its few groups cannot
tell from 95 %, every identity holds, and no point lies more than 4 deviations off; how many of as many
points do so by chance is printed. Needs SciPy.
"""
import argparse, csv, json, math, subprocess, sys
from collections import defaultdict
from pathlib import Path
from scipy import stats

COLUMNS = ("seeds", "measured", "ci_low", "ci_high", "predicted")


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


# The columns that name the draws behind a point, which points of other metrics, samples or modes share;
# all key columns where an experiment is not here.
DRAWS = {
    "bounds": ("question", "setting"), "classes": ("routing",), "granules": ("lifetime", "p"),
    "lifetimes": ("lifetime", "p"), "predictor": ("long_granule", "precision", "recall"),
    "threshold": ("reuse", "p"), "twopoint": ("object_size", "session_fraction"), "psweep": ("p",),
}


class Point:
    """A mean beside its closed form: whether the interval holds it, how far off it lies in normal
    deviations (None where that is not known), and whether it is an identity."""

    def __init__(self, experiment, metric, place, holds, score=None, is_identity=False):
        self.experiment, self.metric, self.place = experiment, metric, place
        self.holds, self.score, self.is_identity = holds, score, is_identity
        draws = DRAWS.get(experiment, place)
        self.group = tuple(place.get(column, "") for column in draws)


def t_interval(values):
    n = len(values)
    mean = sum(values) / n
    error = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
    reach = stats.t.ppf(0.975, n - 1) * error
    return mean - reach, mean + reach


def by_end(measured, low, high, predicted):
    """The score of an interval that has its quantiles from elsewhere: 1.96 at its end."""
    reach = abs((high if predicted > measured else low) - measured)
    return (measured - predicted) / reach * stats.norm.ppf(0.975) if reach else None


def grid_points(folder):
    """The points of all grids."""
    for path in sorted(folder.glob("*.csv")):
        points = rows(path)
        if not points or not set(COLUMNS) <= set(points[0]):
            continue
        keys = [name for name in points[0] if name not in COLUMNS]
        trials, values = defaultdict(int), defaultdict(list)
        for run in rows(path.with_name(path.stem + "-runs.csv")):
            # Those of bounds have no line for each metric; of its rates, the closes are the trials.
            place = tuple(run.get(key, "dsr") for key in keys)
            trials[place] += int(run.get("trials", run.get("closes")) or 0)
            values[place].append(number(run.get("value", "")))
        for point in points:
            names = {key: point[key] for key in keys if key != "metric"}
            place = tuple(point[key] for key in keys)
            measured, low, high, predicted = (number(point[name]) for name in COLUMNS[1:])
            if predicted is None:
                continue
            rounding = 1e-12 * max(abs(measured), abs(predicted))
            inside = (low if low is not None else measured) - rounding <= predicted
            holds = inside and predicted <= (high if high is not None else measured) + rounding
            n = trials[place]
            score = None
            if low is None:
                # Closed forms that sum thousands of terms are off by more than a rounding. What repeats
                # another point's rate, or is read off others, has no interval either and is none.
                holds = abs(measured - predicted) <= 1e-9 * max(1, abs(predicted))
                if int(point["seeds"]) < 2 or n or not holds and not values[place]:
                    continue
                is_identity = True
            elif n:
                expected = min(predicted, 1 - predicted) * n
                # One in twenty cannot miss here.
                is_identity = expected < 0.05 and holds
                if expected >= 5:
                    score = binomial(round(measured * n), n, predicted)
            elif high - low <= 2 * rounding:
                is_identity, score = True, None if holds else math.inf
            else:
                is_identity = False
                single = values[place]
                ends = t_interval(single) if len(single) > 1 and None not in single else (low, high)
                if max(abs(ends[0] - low), abs(ends[1] - high)) > 1e-6 * (high - low):
                    score = by_end(measured, low, high, predicted)
                elif abs((low + high) / 2 - measured) <= 1e-6 * (high - low):
                    freedom = int(point["seeds"]) - 1
                    error = (high - low) / 2 / stats.t.ppf(0.975, freedom)
                    score = normal((measured - predicted) / error, freedom)
            yield Point(path.stem, point["metric"], names, holds, score, is_identity)


def binomial(count, trials, probability):
    """The normal value of the probability of a binomial count, of which half belongs to either side."""
    law = stats.binom(trials, probability)
    half = law.pmf(count) / 2
    above, below = law.sf(count) + half, law.cdf(count) - half
    return stats.norm.isf(above) if above < below else -stats.norm.isf(below)


def normal(statistic, freedom):
    """The normal value of the probability of a t statistic."""
    return math.copysign(stats.norm.isf(stats.t.sf(abs(statistic), freedom)), statistic)


# The sustained workload of twopoint has these, where a parameter does not name others.
SUSTAINED = {"object_size": "256", "session_fraction": "0.3333333333333333"}


def coefficient_points(folder, of_grids):
    """The same of the experiments without a grid: coefficients that configuration and seed determine."""
    from_memory = {"rss_growth", "growth_per_p", "r_squared", "rss_growth_ratio"}
    for line in rows(folder / "coefficients.csv"):
        name, place = line["coefficient"], line["parameter"]
        if line["experiment"] in of_grids | {"peers", "redis"} or name in from_memory:
            continue
        if "metric=rss_bytes" in place:
            continue
        value, low, high, predicted = (
            number(line[key]) for key in ("value", "ci_low", "ci_high", "predicted"))
        if predicted is None:
            continue
        rounding = 1e-12 * max(abs(value), abs(predicted))
        names = dict(part.split("=", 1) for part in place.split())
        if line["experiment"] == "twopoint":
            names = SUSTAINED | names
        if low is None or high - low <= 2 * rounding or (predicted in (0, 1) and value == predicted):
            yield Point(
                line["experiment"], name, names, abs(value - predicted) <= 1e-9 * max(1, abs(predicted)),
                is_identity=True)
            continue
        holds = low - rounding <= predicted <= high + rounding
        score = by_end(value, low, high, predicted)
        if name not in ("dsr", "boundary_recycle_rate", "recycle_rate_differential"):
            # Few seeds' t interval, whose ends are not 1.96 deviations off; their number is not known here.
            score = None
        yield Point(line["experiment"], name, names, holds, score)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1009, 20011, 300007, 4000037])
    parser.add_argument("--out", default="/tmp/drainbench-seeds")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    points = defaultdict(list)
    for seed in options.seeds:
        folder = Path(options.out) / str(seed)
        if not (folder / "done").exists():
            command = [options.program, "reproduce", "--all", "--quiet", "--force", "--seed", str(seed),
                       "--out", str(folder)] + (["--quick"] if options.quick else [])
            done = subprocess.run(command, capture_output=True, text=True)
            print(f"seed {seed}: status {done.returncode}", flush=True)
            for words in done.stdout.split("\n  ") + done.stderr.splitlines():
                if words.startswith("FAIL") or "drainbench:" in words:
                    print("  " + " ".join(words.split()))
            if done.returncode not in (0, 1):
                return 2
            (folder / "done").touch()
        found = list(grid_points(folder))
        found += coefficient_points(folder, {point.experiment for point in found})
        for point in found:
            point.group = (seed, *point.group)
            points[point.experiment, point.metric].append(point)

    by_experiment = defaultdict(list)
    head = f"{'identities':>10}{'points':>8}{'inside':>9}{'mean z^2':>10}{'max |z|':>9}"
    print(f"{'experiment':14}{'metric':26}{head}")
    for (experiment, metric), found in points.items():
        by_experiment[experiment] += found
        show(f"{experiment:14}{metric:26}", found)
    print(f"\n{'experiment':14}{head}{'groups':>8}{'band of shares':>18}{'probability':>13}  verdict")
    is_right = True
    for experiment, found in by_experiment.items():
        show(f"{experiment:14}", found, end="")
        is_right &= verdict(found)
    everything = [point for found in points.values() for point in found]
    scored = [point for point in everything if point.score is not None]
    beyond = [point for point in scored if abs(point.score) > 4]
    groups = len({(point.experiment, point.group) for point in scored})
    chance = 2 * stats.norm.sf(4)
    print(f"\n{len(beyond)} of {len(scored)} points lie more than 4 deviations off; by chance as many independent"
          f" ones have {len(scored) * chance:.2f}, as many as there are groups {groups * chance:.2f}")
    for point in beyond + [point for point in everything if point.is_identity and not point.holds]:
        is_right = False
        words = " ".join(f"{key}={value}" for key, value in point.place.items() if value)
        print(f"seed {point.group[0]}: {point.experiment} {point.metric} {words}: "
              + ("no identity" if point.is_identity else f"z = {point.score:.2f}"))
    return 0 if is_right else 1


def show(name, found, end="\n"):
    free = [point for point in found if not point.is_identity]
    scores = [abs(point.score) for point in free if point.score is not None]
    share = f"{100 * sum(point.holds for point in free) / len(free):.1f} %" if free else ""
    square = f"{sum(score * score for score in scores) / len(scores):.2f}" if scores else ""
    print(f"{name}{len(found) - len(free):10}{len(free):8}{share:>9}{square:>10}"
          f"{f'{max(scores):.2f}' if scores else '':>9}", end=end)


def verdict(found):
    """Prints what the share of an experiment's points tells, and returns whether it can be of 95 %."""
    free = [point for point in found if not point.is_identity]
    if not free:
        print("  identities alone")
        return True
    groups = len({point.group for point in free})
    share = sum(point.holds for point in free) / len(free)
    law = stats.binom(groups, 0.95)
    low, high = law.ppf(0.025) / groups, law.ppf(0.975) / groups
    # Of a share as far from 95 % or farther, on either side.
    inside = share * groups
    tail = min(law.cdf(math.floor(inside + 1e-9)), law.sf(math.ceil(inside - 1e-9) - 1))
    probability = min(1, 2 * tail)
    is_within = 0.93 <= share <= 0.97
    words = "93 to 97 %" if is_within else "chance" if low <= share <= high else "OFF"
    print(f"{groups:8}{f'{100 * low:.1f} to {100 * high:.1f} %':>18}{probability:13.3f}  {words}")
    return is_within or low <= share <= high


if __name__ == "__main__":
    sys.exit(main())
