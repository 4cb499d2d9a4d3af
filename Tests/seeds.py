#!/usr/bin/env python3
"""Closed forms against runs with seeds that no result was chosen with.

    Tests/seeds.py .build/release/drainbench --seeds 1009 20011 300007 4000037
    Tests/seeds.py .build/release/drainbench --quick --out /tmp/seeds      the smaller grids

Runs `drainbench reproduce --all --seed S` into a folder a seed, unless it is there already, and counts by
experiment how many 95 % intervals hold their closed form, and how far the means lie from it in normal
deviations. Points that cannot miss are left out: those whose interval has no width because the closed
form leaves nothing to chance, and rates whose outcome is as good as certain.
Points of one run stand or fall together, so that a share says less than its number of points.

The status is 0 where every experiment's share, over all seeds, is 93 to 97 %, and no point lies more
than 4 deviations off. Needs SciPy.
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


def grid_points(folder):
    """(experiment, metric, place, score or None, whether the interval holds the form), of all grids."""
    for path in sorted(folder.glob("*.csv")):
        points = rows(path)
        if not points or not set(COLUMNS) <= set(points[0]):
            continue
        keys = [name for name in points[0] if name not in COLUMNS]
        trials = defaultdict(int)
        for run in rows(path.with_name(path.stem + "-runs.csv")):
            # Those of bounds have no line for each metric; of its rates, the closes are the trials.
            place = tuple(run.get(key, "dsr") for key in keys)
            trials[place] += int(run.get("trials", run.get("closes")) or 0)
        for point in points:
            place = tuple(point[key] for key in keys)
            measured, low, high, predicted = (number(point[name]) for name in COLUMNS[1:])
            if predicted is None or low is None:
                continue
            rounding = 1e-12 * max(abs(measured), abs(predicted))
            holds = low - rounding <= predicted <= high + rounding
            n = trials[place]
            if n:
                expected = min(predicted, 1 - predicted) * n
                if expected < 0.05:
                    # One in twenty cannot miss here.
                    if holds:
                        continue
                score = None if expected < 5 else (measured - predicted) / math.sqrt(predicted * (1 - predicted) / n)
            elif high - low <= 2 * rounding:
                if not holds:
                    yield path.stem, point["metric"], place, math.inf, False
                continue
            elif abs((low + high) / 2 - measured) > 1e-6 * (high - low):
                score = None
            else:
                freedom = int(point["seeds"]) - 1
                error = (high - low) / 2 / stats.t.ppf(0.975, freedom)
                score = normal((measured - predicted) / error, freedom)
            yield path.stem, point["metric"], place, score, holds


def normal(statistic, freedom):
    """The normal value of the probability of a t statistic."""
    return math.copysign(stats.norm.isf(stats.t.sf(abs(statistic), freedom)), statistic)


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
        if predicted is None or low is None:
            continue
        rounding = 1e-12 * max(abs(value), abs(predicted))
        if high - low <= 2 * rounding or (predicted in (0, 1) and value == predicted):
            continue
        holds = low - rounding <= predicted <= high + rounding
        # Of the others the number of runs is not known here.
        is_rate = name in ("dsr", "boundary_recycle_rate")
        error = abs((high if predicted > value else low) - value) / stats.norm.ppf(0.975)
        score = (value - predicted) / error if is_rate and error else None
        yield line["experiment"], name, (place,), score, holds


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
        of_grid = list(grid_points(folder))
        for experiment, metric, place, score, holds in of_grid + list(
                coefficient_points(folder, {point[0] for point in of_grid})):
            points[experiment, metric].append((seed, place, score, holds))

    is_right = True
    print(f"{'experiment':14}{'metric':26}{'points':>7}{'inside':>8}{'mean z^2':>10}{'max |z|':>9}")
    by_experiment = defaultdict(list)
    for (experiment, metric), found in points.items():
        by_experiment[experiment] += found
        show(experiment, metric, found)
    print()
    for experiment, found in by_experiment.items():
        share = show(experiment, "all", found)
        is_right &= 0.93 <= share <= 0.97
    for (experiment, metric), found in points.items():
        for seed, place, score, _ in found:
            if score is not None and abs(score) > 4:
                is_right = False
                print(f"seed {seed}: {experiment} {metric} {' '.join(place)}: z = {score:.2f}")
    return 0 if is_right else 1


def show(experiment, metric, found):
    scores = [abs(score) for _, _, score, _ in found if score is not None]
    share = sum(holds for *_, holds in found) / len(found)
    square = sum(score * score for score in scores) / max(1, len(scores))
    print(f"{experiment:14}{metric:26}{len(found):7}{100 * share:7.1f} %{square:10.2f}"
          f"{max(scores, default=0):9.2f}")
    return share


if __name__ == "__main__":
    sys.exit(main())
