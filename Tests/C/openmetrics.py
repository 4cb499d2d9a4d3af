"""Reads a page from standard input with the parser of Prometheus' Python client."""
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families = {family.name: family for family in text_string_to_metric_families(sys.stdin.read())}
samples = {
    (sample.name, tuple(sorted(sample.labels.items()))): sample.value
    for family in families.values()
    for sample in family.samples
}
closes = {
    result: samples["drainprof_closes_total", (("result", result),)]
    for result in ("drained", "pinned")
}
total = sum(closes.values())
dsr = samples["drainprof_dsr", ()]
if dsr != (closes["drained"] / total if total else 1):
    sys.exit(f"drainprof_dsr is {dsr}, closes are {closes}")
if families["drainprof_lifetime_delta_seconds"].type != "histogram":
    sys.exit("drainprof_lifetime_delta_seconds: expected a histogram")
print(f"{len(families)} families, {len(samples)} samples, dsr {dsr}")
