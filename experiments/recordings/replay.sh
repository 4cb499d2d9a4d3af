#!/bin/bash
# Does recordings again on every allocator that is installed, without a routing and with the one that advice gives.
#
#     WORK=FOLDER experiments/recordings/replay.sh NAME...
#
# NAME.raw.zst or NAME.csv lie in $WORK, where record.sh left them; rows and plots go to results/recordings.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
DRAINBENCH=${DRAINBENCH:-$root/.build/release/drainbench}
RESULTS=${RESULTS:-$root/results/recordings}
ROUNDS=${ROUNDS:-3}

# The time before a program begins to free everything because it ends; else the worst moment.
before_the_end() { # FILE
  "$DRAINBENCH" attribute "$1" --top 1 | tr '\n' ' ' \
    | grep -o 'The heap before that is *shown by *--at [0-9.]*s' | grep -o '[0-9.]*s$' || echo worst
}

for name in "$@"; do
  recording=$WORK/$name.raw.zst
  if [ ! -e "$recording" ]; then recording=$WORK/$name.csv; fi
  moment=$(before_the_end "$recording")
  echo "== $name at $moment"
  "$DRAINBENCH" advise "$recording" --at "$moment" --route "$WORK/$name.routing.json" > "$WORK/$name.advice"
  route=(--route "$WORK/$name.routing.json")
  # Advice may be to move nothing.
  if ! grep -q '"function"' "$WORK/$name.routing.json"; then route=(); fi
  "$DRAINBENCH" replay "$recording" --at "$moment" "${route[@]}" --repeat "$ROUNDS" --out "$RESULTS" || true
done
