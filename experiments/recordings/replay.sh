#!/bin/bash
# Does recordings again on every allocator that is installed, without a routing and with the one that advice gives.
#
#     WORK=FOLDER experiments/recordings/replay.sh NAME...
#
# NAME.raw.zst or NAME.csv lie in $WORK, where record.sh and advise.sh left them; rows, tables and plots go to
# results/recordings.
# NAME-17, of advise.sh, gets the routing that was chosen on NAME-16. Ends with the status 1 where a check fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
DRAINBENCH=${DRAINBENCH:-$root/.build/release/drainbench}
RESULTS=${RESULTS:-$root/results/recordings}
ROUNDS=${ROUNDS:-3}
status=0

# The time before a program begins to free everything because it ends; else the worst moment.
before_the_end() { # FILE
  "$DRAINBENCH" attribute "$1" --top 1 | tr '\n' ' ' \
    | grep -o 'The heap before that is *shown by *--at [0-9.]*s' | grep -o '[0-9.]*s$' || echo worst
}

# The moment that a command looks at by itself.
moment_of() { # COMMAND FILE
  "$DRAINBENCH" "$@" --format json | grep -m 1 '"time_ns"' | awk -F '[:,]' '{ printf "%.3fs", $2 / 1e9 }'
}

for name in "$@"; do
  recording=$WORK/$name.raw.zst
  if [ ! -e "$recording" ]; then recording=$WORK/$name.csv; fi
  routing=$WORK/$name.routing.json
  case $name in
    *-17)
      moment=$(moment_of advise "$recording" --route "$routing")
      routing=$WORK/${name%-17}.json
      ;;
    # The end of the burst looks like teardown: the worst moment is when the documents have gone.
    pages) moment=$(moment_of attribute "$recording" --at worst --top 1) ;;
    *) moment=$(before_the_end "$recording") ;;
  esac
  echo "== $name at $moment"
  case $name in
    *-17) ;;
    *) "$DRAINBENCH" advise "$recording" --at "$moment" --route "$routing" > "$WORK/$name.advice" ;;
  esac
  route=(--route "$routing")
  # Advice may be to move nothing.
  if ! grep -q '"function"' "$routing"; then route=(); fi
  "$DRAINBENCH" replay "$recording" --at "$moment" "${route[@]}" --repeat "$ROUNDS" --looks 24 --out "$RESULTS" \
    --format markdown | tee "$RESULTS/$name-replay.md" || status=$?
done
exit $status
