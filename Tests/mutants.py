#!/usr/bin/env python3
"""Mutations of workloads, analyses and statistics, and who notices them.

    Tests/mutants.py                      what the checks of `reproduce --all --quick` notice
    Tests/mutants.py --tests              then, of those that they do not, what `swift test` notices
    Tests/mutants.py --only churn --list  the mutations whose names or files have that word

Each mutation changes an expression of one line. All of them are built into one program, in a copy of
the sources, where the environment variable DRAINBENCH_MUTANT chooses one by its number; a run of the
checks takes half a minute then, and not a build besides. Before anything is counted, the program without
a mutation has to pass. Outcomes are kept in the working folder, so that a run that was interrupted goes
on where it stopped; those of other sources are not taken.
"""
import argparse, hashlib, json, os, re, shutil, subprocess, sys, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = "Sources/Experiments/"

# Name, file, a text that is in it once with the expression between « and », and what stands in its place.
MUTANTS = [
    # Workloads
    ("twopoint: session objects go to the oldest open epoch", "TwoPoint/TwoPointRun.swift",
     "let sessionEpoch = persistent ?? «requestEpoch»\n    let batch", "open[0]"),
    ("twopoint: f 2 % high", "TwoPoint/TwoPointRun.swift",
     "if random.bernoulli(«workload.sessionFraction»)", "workload.sessionFraction * 1.02"),
    ("twopoint: every tenth close's empty slabs uncounted", "TwoPoint/TwoPointRun.swift",
     "outcome.boundaryRecycled += «report.recycledSlabs»",
     "number % 10 == 9 ? 0 : report.recycledSlabs"),
    ("twopoint: epochs are closed one later", "TwoPoint/TwoPointRun.swift",
     "if number >= «workload.closeLag» { try", "workload.closeLag + 1"),
    ("psweep: every tenth close uncounted", "Workloads/ViolationRun.swift",
     "outcome.epochsClosed += «1»", "index % 10 == 9 ? 0 : 1"),
    ("psweep: every tenth pinned close uncounted", "Workloads/ViolationRun.swift",
     "outcome.pinnedCloses += «isPinned ? 1 : 0»", "isPinned && index % 10 != 9 ? 1 : 0"),
    ("psweep: p 2 % high", "Workloads/ViolationRun.swift",
     "let isPinned = random.bernoulli(«p»)", "p * 1.02"),
    ("psweep: RSS frozen", "Workloads/ViolationRun.swift",
     "rssBytes: «memory.byteCount»", "20_000_000"),
    ("psweep: one of a hundred retained slabs missing", "Workloads/ViolationRun.swift",
     "retainedSlabs: «allocator.retainedSlabCount»", "allocator.retainedSlabCount * 99 / 100"),
    ("churn: nothing is replaced", "Churn/ChurnArm.swift",
     "for _ in 0..<«configuration.replaced»", "0"),
    ("churn: the same objects are replaced in each cycle", "Churn/ChurnArm.swift",
     "Int(truncatingIfNeeded: «random.nextBounded(UInt64(configuration.liveObjects))»)",
     "random.nextBounded(UInt64(configuration.replaced))"),
    ("churn: committed bytes frozen", "Churn/ChurnArm.swift",
     "committedBytes: «counters.committedByteCount»", "12_800_000"),
    ("churn: RSS frozen", "Churn/ChurnArm.swift", "let rss = «memory.byteCount»", "40_000_000"),
    ("churn: the shrink frees half as many", "Churn/ChurnArm.swift",
     "free(to: «liveObjects(at: share)»)", "liveObjects(at: share / 2)"),
    ("dsr: p 2 % high", "DSR/DSRArm.swift", "if random.bernoulli(«p»)", "p * 1.02"),
    ("diagnose: a connection too few in each epoch", "Workloads/ConnectionService.swift",
     "for _ in 0..<«workload.connectionsPerEpoch» {", "workload.connectionsPerEpoch - 1"),
    ("diagnose: connections live half as long", "Workloads/ConnectionService.swift",
     "let life = «workload.shortestConnection + Int(random.nextBounded(span))»",
     "(workload.shortestConnection + Int(random.nextBounded(span))) / 2"),
    ("lifetimes: sessions die an epoch late", "Lifetimes/LifetimesArm.swift",
     "dying: «number + Int(age)»)", "number + Int(age) + 1"),
    ("lifetimes: p 2 % high", "Lifetimes/LifetimesArm.swift",
     "let isPinned = random.bernoulli(«p»)", "p * 1.02"),
    ("lifetimes: the plateau from a quarter of the run on", "Lifetimes/LifetimesArm.swift",
     "if epoch > «half» {", "half / 2"),
    ("lifetimes: exponential lifetimes 5 % long", "../Statistics/Lifetime.swift",
     "case .exponential(let mean): «-mean * naturalLog1p(-probability)»",
     "-1.05 * mean * naturalLog1p(-probability)"),
    ("lifetimes: lognormal lifetimes too narrow", "../Statistics/Lifetime.swift",
     "median * Statistics.exponential(«shape» * StandardNormal", "0.9 * shape"),
    ("lifetimes: the Pareto tail too light", "../Statistics/Lifetime.swift",
     "minimum * power(1 - probability, -1 / «shape»)", "(1.05 * shape)"),
    ("sensitivity: f 3 % high", "Sensitivity/BoundaryArm.swift",
     "let isSession = random.bernoulli(«point.sessionFraction»)", "point.sessionFraction * 1.03"),
    ("sensitivity: the empty slabs of every tenth epoch uncounted", "Sensitivity/BoundaryArm.swift",
     "count.empty += «report.recycledSlabs»", "index % 10 == 9 ? 0 : report.recycledSlabs"),
    ("threshold: the monitor at 80 %", "Threshold/GrowthMonitor.swift",
     "LinearFit(x: places, y: values).slopeInterval(«»).low", "confidence: 0.8"),
    ("threshold: the monitor of increments at 50 %", "Threshold/GrowthMonitor.swift",
     "meanInterval(of: zip(values.dropFirst(), values).map { $0 - $1 }«»).low", ", confidence: 0.5"),
    ("threshold: steps counted from nothing", "Threshold/GrowthMonitor.swift",
     "(bytes + «phase») / step", "0"),
    ("threshold: the monitor is asked a sample early", "Threshold/ThresholdArm.swift",
     "samples[..<«count»]", "(count - 1)"),
    ("classes: transactions and sessions live an epoch longer", "Classes/ClassesArm.swift",
     "let end = max(«outlived + epoch», last)", "outlived + epoch + 1"),
    ("classes: objects in one order in all epochs", "Classes/ClassesArm.swift",
     "order.swapAt(last, «Int(random.nextBounded(UInt64(last + 1)))»)", "last"),
    ("classes: the first half ends a quarter early", "Classes/ClassesArm.swift",
     "if epoch + 1 == «epochs / 2» {", "epochs * 3 / 8"),
    ("classes: every tenth granule uncounted", "Classes/ClassesArm.swift",
     "outcome.closes += «1»", "epoch % 10 == 9 ? 0 : 1"),
    ("granules: finite pins end two closes late", "Granules/GranulesArm.swift",
     "let life = «workload.life(of: lifetime).draw(&random)»",
     "workload.life(of: lifetime).draw(&random).map { $0 + 2 }"),
    ("granules: p 10 % high", "Granules/GranulesArm.swift",
     "let isPinned = random.bernoulli(«p»)", "p * 1.1"),
    ("granules: regions without the fewest blocks", "Granules/PinnedGranules.swift",
     "(regions.retainedBlockCount - «fewest»)", "0"),
    ("granules: bags without the oldest", "Granules/GuardedReclaimer.swift",
     "var retainedByteCount: Int { «bags».reduce", "Array(bags.dropFirst())"),
    ("granules: a guard lets the bag of its own epoch go", "Granules/GuardedReclaimer.swift",
     "$0.epoch >= «oldest» }", "(oldest == .max ? oldest : oldest + 1)"),
    ("predictor: the false-positive rate 3 % high", "Predictor/PredictorArm.swift",
     "arm.predictor.recall : «falsePositiveRate»)", "falsePositiveRate * 1.03"),
    ("predictor: recall 2 % low", "Predictor/PredictorArm.swift",
     "random.bernoulli(isLong ? «arm.predictor.recall» :", "arm.predictor.recall * 0.98"),
    ("predictor: the open granule uncounted", "Predictor/PredictorArm.swift",
     "allocator.retention(including: «[longEpoch]»)", "[]"),
    ("peers: a tenth of the request objects is not freed", "Peers/PeersArm.swift",
     "where «!isSession[index]» { heap.free", "!isSession[index] && index % 10 != 9"),
    ("redis: 2 % more keys are deleted", "Redis/RedisConfiguration.swift",
     "Int((Double(keys) * «fraction»).rounded())", "min(1, fraction * 1.02)"),
    # Analyses
    ("seeds: every run has the first one", "Grid/SeedBlock.swift",
     "first &+ UInt64(«$0»)", "0 * $0"),
    ("twopoint: recycled over created alone", "TwoPoint/TwoPointAnalysis.swift",
     "/ Double(«outcome.slabsRecycled + outcome.slabsCreated»)", "outcome.slabsCreated"),
    ("twopoint: structural bytes are the retained ones", "TwoPoint/TwoPointAnalysis.swift",
     "structuralBytes: «last.structuralSlabs» * arm.workload.slabSize,", "last.retainedSlabs"),
    ("psweep: growth from the third sample", "PSweep/PSweepAnalysis.swift",
     "let first = outcome.samples[«0»]", "2"),
    ("psweep: R-squared of sessions in place of RSS", "PSweep/PSweepAnalysis.swift",
     "y: outcome.samples.map { Double(«$0.rssBytes») })", "$0.sessions"),
    ("psweep: R-squared of sessions in place of slabs", "PSweep/PSweepAnalysis.swift",
     "y: outcome.samples.map { Double(«$0.retainedSlabs») })", "$0.sessions"),
    ("psweep: growth over a p 5 % high", "PSweep/PSweepAnalysis.swift",
     "? Double(growth) / «arm.p» : nil", "(arm.p * 1.05)"),
    ("psweep: the bound ratio inverted", "PSweep/PSweepAnalysis.swift",
     "? «Double(last.retainedSlabs) / Double(outcome.pinnedCloses)» : nil",
     "Double(outcome.pinnedCloses) / Double(last.retainedSlabs)"),
    ("psweep: a plateau may grow by 8 MiB", "PSweep/PSweepAnalysis.swift",
     "|| growth <= «Self.plateauBytes»", "64 * Self.plateauBytes"),
    ("psweep: the expected residual doubled", "Workloads/ViolationTheory.swift",
     "let expected = 1 - «4» * (1 - p)", "8"),
    ("psweep: growth without slab records", "Workloads/ViolationTheory.swift",
     "Double(slabSize + «Self.recordSize»)", "0"),
    ("slope: fifths in place of quarters", "../Statistics/QuartileSlopes.swift",
     "let points = «quarter * x.count / 4..<(quarter + 1) * x.count / 4»",
     "quarter * x.count / 5..<(quarter + 1) * x.count / 5"),
    ("slope: the ratio inverted", "../Statistics/QuartileSlopes.swift",
     "slopes.map { «$0 / first» }", "first / $0"),
    ("churn: RSS growth over the shrink", "Churn/ChurnAnalysis.swift",
     "let replacing = rows.of(«.replace»)", ".shrink"),
    ("dsr: a hundred closes too many in the rate", "DSR/DSRArm.swift",
     "Double(snapshot.drained) / Double(«snapshot.closes»), dsrExpected", "snapshot.closes + 100"),
    ("diagnose: the ninth decile as the 95th percentile", "Diagnose/DiagnoseAnalysis.swift",
     "pastP95Closes: try? quantile(of: closes, at: «0.95»)", "0.9"),
    ("lifetimes: levels at 90 % of the limit as measured", "Lifetimes/LifetimesAnalysis.swift",
     "measured(paths).firstEpoch(reaching: «height»)", "0.947 * height"),
    ("lifetimes: the exponent 30 % high", "Lifetimes/RetentionCurve.swift",
     "LinearFit(x: logTimes, y: logIncrements).slope«»", " * 1.3"),
    ("sensitivity: half drains at 52 %", "Sensitivity/HalfDrain.swift",
     "(«-log(2) - y[0]») / slope", "log(0.52) - y[0]"),
    ("the boundary rate with a slot more", "Workloads/BoundaryTheory.swift",
     "pow(1 - sessionFraction, Double(«capacity»))", "capacity + 1"),
    ("ring slabs with a slot less in the closed form", "Workloads/CostTheory.swift",
     "Double((sessions + «capacity - 1») / capacity)", "capacity"),
    ("threshold: a gap too many in the closed form", "Threshold/ThresholdTheory.swift",
     "let closes = («samples - 1») * closesPerSample", "samples"),
    ("threshold: a step too late in the closed form", "Threshold/StepDetection.swift",
     "withTime += Double(step) * (n - Double(«step»)) / 2", "step + 1"),
    ("granules: guards without the oldest pin in the closed form", "Granules/GranulesTheory.swift",
     "for age in stride(from: closes - «1», through: 0", "2"),
    ("predictor: halved at 48 %", "Predictor/PredictorAnalysis.swift",
     "Double(without.structuralSlabs) - «0.5») / slope", "0.48"),
    ("peers: retained bytes with the floor", "Peers/PeersAnalysis.swift",
     "retainedBytes: growth.purged - «floor»,", "0"),
    ("peers: the share of granules with a tenth more slots", "Peers/GranuleFit.swift",
     "-expm1(«capacity» * log1p(-fraction))", "1.1 * capacity"),
    ("peers: half of what isolated routing retains", "Peers/PeersAnalysis+Coefficients.swift",
     "return Double(mixed.retainedBytes - «other.retainedBytes»)", "other.retainedBytes / 2"),
    ("redis: drained slabs over those left", "Redis/RedisSummary.swift",
     "Double(purged.drainedSlabs) / Double(max(1, «loaded.slabs»))", "purged.slabs"),
    # Statistics
    ("the slope's error halved", "../Statistics/LinearFit.swift",
     "«(residualVariance / xSquares).squareRoot()», named: \"standard error",
     "(residualVariance / xSquares).squareRoot() / 2"),
    ("R-squared of squares about a mean of y that is 1 % off", "../Statistics/LinearFit.swift",
     "finite(1 - residualSquares / «ys.sumOfSquares», named: \"R-squared\")",
     "(1.01 * ys.sumOfSquares)"),
    ("a mean over one value more", "../Statistics/Descriptive.swift",
     "try finite(CompensatedSum.of(values) / Double(«values.count»), named: \"mean\")",
     "values.count + 1"),
    ("the variance over n", "../Statistics/Descriptive.swift",
     "centred.sumOfSquares / Double(values.count - «1»)", "0"),
    ("the standard error over n", "../Statistics/MeanInterval.swift",
     "try sampleDeviation(of: values) / «count.squareRoot()»", "count"),
    ("t intervals twice as wide", "../Statistics/StudentT.swift",
     "quantile((1 - confidence) / 2) * «standardError»", "(2 * standardError)"),
    ("Wilson intervals of half the width", "../Statistics/BinomialRate.swift",
     "let spread = «z» * (z * z", "z / 2"),
    ("mid-P intervals of 80 %", "../Statistics/MidPInterval.swift",
     "let tail = «(1 - confidence) / 2»", "2 * (1 - confidence)"),
    ("binomial deviations doubled", "../Statistics/BinomialRate.swift",
     "return excess == 0 ? 0 : excess / «deviation»", "(2 * deviation)"),
    ("skewed laws: intervals of 90 %", "../Statistics/SkewedLaw.swift",
     "let z = try -StandardNormal.quantile(«(1 - confidence) / 2»)", "1 - confidence"),
    ("skewed laws: scores a tenth short", "../Statistics/SkewedLaw.swift",
     "let distance = (value - mean) / «deviation(count)»", "(1.1 * deviation(count))"),
    ("skewed laws: the third moment about nothing", "../Statistics/SkewedLaw.swift",
     "thirdMoment: «third - 3 * first * second + 2 * first * first * first»)", "third"),
    ("granules: pins scatter as Poisson counts", "Granules/GranulesTheory.swift",
     "mean: mean, variance: live.reduce(0) { $0 + $1 * («1 - $1») },", "1"),
    ("granules: drained closes that are twice as often two", "Granules/GranulesTheory.swift",
     "«2» * (0..<last).reduce(0.0)", "4"),
    ("lifetimes: sessions scatter as Poisson counts", "Lifetimes/LifetimesTheory.swift",
     "let square = «p * p * squares[epoch]»", "0.0"),
]

SWITCH = """#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which mutation is on.
package enum Mutant {
  package static let active: Int32 = getenv("DRAINBENCH_MUTANT").map { atoi($0) } ?? 0
}
"""


class Mutant:
    def __init__(self, number, name, file, place, new):
        self.number, self.name, self.new = number, name, new
        self.file = os.path.normpath(SOURCES + file)
        self.old = re.search("«(.*)»", place).group(1)
        self.context = place.replace("«", "").replace("»", "")
        self.before = place[: place.index("«")]
        self.after = place[place.index("»") + 1:]

    def switched(self):
        """The place with both forms; all of it stands twice where the expression is empty, such as an
        argument that is left out."""
        is_on = f"Mutant.active == {self.number}"
        if not self.old:
            return f"({is_on} ? {self.before}{self.new}{self.after} : {self.context})"
        return f"{self.before}({is_on} ? ({self.new}) : ({self.old})){self.after}"

    def key(self):
        text = "\0".join([self.file, self.before, self.old, self.after, self.new])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def sources():
    """The files of the project, each with its bytes or, of a link, its target."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=True).stdout.splitlines()
    files = {}
    for name in names:
        path = ROOT / name
        if path.is_symlink():
            files[name] = os.readlink(path)
        elif path.exists():
            files[name] = path.read_bytes()
    return files


def digest(files):
    """What tells one program, and what it is tested with, from another."""
    sum = hashlib.sha256()
    for name in sorted(files):
        if name.startswith(("Sources/", "experiments/", "Package.swift")):
            content = files[name]
            sum.update(name.encode() + b"\0" + (content if isinstance(content, bytes) else b""))
    return sum.hexdigest()[:16]


def instrument(files, mutants):
    """Builds all mutations into the sources; the names of those whose places are not there."""
    lost = []
    for mutant in mutants:
        text = files.get(mutant.file, b"").decode()
        if text.count(mutant.context) != 1:
            lost.append(f"{mutant.name}: {text.count(mutant.context)} times in {mutant.file}")
            continue
        text = text.replace(mutant.context, mutant.switched())
        if "Sources/Statistics/" not in mutant.file and "import Statistics\n" not in text:
            first = re.search(r"^(import |///)", text, re.M).start()
            text = text[:first] + "import Statistics\n" + text[first:]
        files[mutant.file] = text.encode()
    files["Sources/Statistics/Mutant.swift"] = SWITCH.encode()
    return lost


def write(files, target):
    """Writes what is not there as it should be, so that a build does no more than it has to."""
    target.mkdir(parents=True, exist_ok=True)
    for folder, folders, names in os.walk(target):
        folders[:] = [name for name in folders if name not in (".build", ".git")]
        for name in names:
            path = Path(folder, name)
            if str(path.relative_to(target)) not in files and ".git" not in path.parts:
                path.unlink()
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            if not path.is_symlink():
                path.symlink_to(content)
        elif not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            shutil.copymode(ROOT / name if (ROOT / name).exists() else ROOT / "Package.swift", path)
    # The plugin that builds in the revision asks git.
    if not (target / ".git").exists():
        subprocess.run(["git", "init", "-q"], cwd=target, check=True)


def run(command, number, folder, limit):
    environment = dict(os.environ, DRAINBENCH_MUTANT=str(number))
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit)
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        return "time", (late.stdout or b"").decode(errors="replace")


# Experiments whose folder has all that is their own, with the options with which their commands run what
# `reproduce --quick` does.
ALONE = {"TwoPoint": ["--quick"], "PSweep": ["--quick", "--reuse", "ring,strict"], "Diagnose": [],
         "Churn": ["--quick"], "DSR": ["--quick"], "Lifetimes": ["--quick"], "Peers": ["--quick"],
         "Sensitivity": ["--quick"], "Threshold": ["--quick"], "Classes": ["--quick"],
         "Granules": ["--quick"], "Predictor": ["--quick"]}

# Of files that several experiments use, the folder of the one that is asked first.
FIRST = {"ViolationRun": "PSweep", "ViolationTheory": "PSweep", "CostTheory": "PSweep",
         "BoundaryTheory": "Sensitivity", "ConnectionService": "Diagnose", "Lifetime": "Lifetimes",
         "LinearFit": "Threshold", "SkewedLaw": "Granules", "Descriptive": "Sensitivity",
         "MeanInterval": "Sensitivity",
         "StudentT": "Sensitivity", "MidPInterval": "Sensitivity", "SeedBlock": "Sensitivity",
         "BinomialRate": "DSR"}


def quick(program, number, work, file=None):
    """Who notices, of the checks of `reproduce --all --quick`: their experiments. One experiment's own
    command is tried first, that of the folder that the mutation is in: if it passes, all are run."""
    folder = file and FIRST.get(file.stem, file.parent.name)
    if folder in ALONE:
        found = checks(program, [folder.lower(), *ALONE[folder]], number, work)
        if found["status"] != 0:
            return found
    return checks(program, ["reproduce", "--all", "--quick"], number, work)


def checks(program, words, number, work):
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    status, text = run(
        [str(program), *words, "--quiet", "--out", str(out)], number, work, 600)
    if status == 64:
        raise SystemExit(f"{' '.join(words)}: {text}")
    failed = sorted(set(re.findall(r"FAIL\s+(\w+),", text)))
    return {"status": status, "failed": failed,
            "words": [line for line in text.splitlines() if line.startswith("drainbench:")][:3]}


def tests(source, number, known):
    status, text = run(["swift", "test", "--skip-build"], number, source, 1500)
    failed = set(re.findall(r'✘ Test (?:case passing .* to )?"?([^"\n]+?)"? (?:failed|recorded)', text))
    return {"status": status, "failed": sorted(failed - set(known))[:8]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", default="/tmp/drainbench-mutants", help="the working folder")
    parser.add_argument("--only", help="mutations whose names or files have this word")
    parser.add_argument("--list", action="store_true", help="list them, and do nothing")
    parser.add_argument("--tests", action="store_true", help="run swift test on what checks miss")
    parser.add_argument(
        "--carry", action="store_true", help="what checks of other sources noticed is not run again")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so many")
    options = parser.parse_args()
    deadline = time.time() + 60 * options.minutes
    mutants = [Mutant(number, *words) for number, words in enumerate(MUTANTS, 1)]
    chosen = [
        mutant for mutant in mutants
        if not options.only or options.only in mutant.name or options.only in mutant.file]
    if options.list:
        for mutant in chosen:
            print(f"{mutant.number:3}  {mutant.name}\n     {mutant.file}: {mutant.old} -> {mutant.new}")
        return 0

    work = Path(options.work).resolve()
    source = work / "source"
    files = sources()
    of_sources = digest(files)
    lost = instrument(files, mutants)
    for line in lost:
        print("not there:", line, file=sys.stderr)
    write(files, source)
    build = ["swift", "build", "-c", "release", "--product", "drainbench"]
    if subprocess.run(build, cwd=source, stdout=sys.stderr).returncode != 0:
        return 2
    program = source / ".build/release/drainbench"
    store = work / "outcomes.json"
    kept = json.loads(store.read_text()) if store.exists() else {}
    kept = {
        key: value for key, value in kept.items()
        if value["sources"] == of_sources or options.carry and value["quick"]["status"] != 0}

    def keep(key, **outcome):
        kept.setdefault(key, {"sources": of_sources}).update(outcome)
        store.write_text(json.dumps(kept, indent=1))

    if "none" not in kept:
        keep("none", quick=quick(program, 0, work))
    if kept["none"]["quick"]["status"] != 0:
        print("without a mutation:", kept["none"]["quick"], file=sys.stderr)
        return 2
    for mutant in chosen:
        if time.time() > deadline:
            break
        if mutant.key() not in kept:
            keep(mutant.key(), name=mutant.name, quick=quick(
                program, mutant.number, work, Path(mutant.file)))
            print(f"{mutant.number:3} {mutant.name}: {kept[mutant.key()]['quick']}", flush=True)
    missed = [m for m in chosen if kept.get(m.key(), {}).get("quick", {}).get("status") == 0]
    if options.tests and missed and time.time() < deadline:
        if subprocess.run(
                ["swift", "build", "--build-tests"], cwd=source, stdout=sys.stderr).returncode != 0:
            return 2
        if "tests" not in kept["none"]:
            keep("none", tests=tests(source, 0, []))
        for mutant in missed:
            if time.time() > deadline:
                break
            if "tests" not in kept[mutant.key()]:
                known = kept["none"]["tests"]["failed"]
                keep(mutant.key(), tests=tests(source, mutant.number, known))
    return table(chosen, kept, lost)


def table(chosen, kept, lost):
    """Prints who notices each mutation; 0 where nine in ten are noticed by checks."""
    run = by_checks = noticed = 0
    print("| mutation | checks of reproduce --all --quick | swift test |\n| --- | --- | --- |")
    for mutant in chosen:
        outcome = kept.get(mutant.key())
        if outcome is None:
            continue
        run += 1
        found, tested = outcome["quick"], outcome.get("tests")
        isSeen = found["status"] != 0
        by_checks += isSeen
        noticed += isSeen or bool(tested and tested["failed"])
        words = ", ".join(found["failed"]) or (f"status {found['status']}" if isSeen else "-")
        print(f"| {mutant.name} | {words} | "
              f"{'' if tested is None else '; '.join(tested['failed'][:2]) or '-'} |")
    print(f"\n{run} of {len(chosen)} mutations were run: the checks notice {by_checks}"
          f" ({100 * by_checks / max(1, run):.0f} %), checks or tests {noticed}"
          f" ({100 * noticed / max(1, run):.0f} %)")
    return 0 if not lost and run == len(chosen) and by_checks >= 0.9 * run else 1


if __name__ == "__main__":
    sys.exit(main())
