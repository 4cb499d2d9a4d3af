#!/usr/bin/env bash
# Holds datapackage.json and every file that it describes against the Table Schemas in it (frictionless),
# of results/ and of a small grid, whose files have more columns, and CITATION.cff against its schema
# (cffconvert). Both come from PyPI into a folder of their own; where they cannot be had, that is said and
# nothing is checked.
#
#   Tests/metadata.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-.build/debug/drainbench}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() { echo "$*: the data package and CITATION.cff are not validated" >&2; exit 0; }
# Their requirements exclude each other, so each has its own.
for tool in frictionless==5.21.0 cffconvert==2.0.0; do
  name=${tool%%=*}
  python3 -m venv "$work/$name" 2> /dev/null || skip "python3 has no venv"
  "$work/$name/bin/pip" install --quiet --disable-pip-version-check "$tool" \
    > "$work/pip.log" 2>&1 || { tail -3 "$work/pip.log" >&2; skip "$name cannot be installed"; }
done
"$work/cffconvert/bin/cffconvert" --validate --infile CITATION.cff

"$program" psweep --p 0.05 --requests 1200 --sample-every 100 --repeat 2 --quiet \
  --request-objects 10,20 --session-size 256,384 --out "$work/grid" > /dev/null
"$program" churn --quick --slab-size 4096,16384 --sample-every 10,20 --quiet --out "$work/grid" > /dev/null
"$program" tables --out "$work/grid" --quiet > /dev/null
for results in results "$work/grid"; do
  "$work/frictionless/bin/frictionless" validate --json "$results/datapackage.json" \
    > "$work/report.json" || {
    "$work/frictionless/bin/frictionless" validate "$results/datapackage.json" | head -60 >&2
    exit 1
  }
  python3 - "$work/report.json" << 'EOF'
import json, sys
report = json.load(open(sys.argv[1]))
stats = report["stats"]
if not report["valid"] or not report["tasks"]:
    sys.exit("FAILED: the data package is not valid")
rows = sum(task["stats"].get("rows", 0) for task in report["tasks"])
print(f"{stats['tasks']} files, {rows} rows valid")
EOF
done
