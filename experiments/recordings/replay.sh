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

for name in "$@"; do
  recording=$WORK/$name.raw.zst
  if [ ! -e "$recording" ]; then recording=$WORK/$name.csv; fi
  routing=$WORK/$name.routing.json
  echo "== $name"
  case $name in
    *-17) routing=$WORK/${name%-17}.json ;;
    *) "$DRAINBENCH" advise "$recording" --route "$routing" > "$WORK/$name.advice" ;;
  esac
  route=(--route "$routing")
  # Advice may be to move nothing.
  if ! grep -q '"function"' "$routing"; then route=(); fi
  "$DRAINBENCH" replay "$recording" "${route[@]}" --repeat "$ROUNDS" --looks 24 --out "$RESULTS" \
    --format markdown | tee "$RESULTS/$name-replay.md" || status=$?
done
exit $status
