#!/usr/bin/env bash
# A run cut into shards, by a plain loop: some run twice, one missing, merged in any order; then two
# machines' worth of processes that write into one folder and are killed at random.
#
#   Tests/shards.sh [PROGRAM [SHARDS [TRIALS]]]
#
# The numbers default to 20 and 3; 200 and 50 are the long form. SEED gives orders and moments.
set -euo pipefail
program=$(realpath "${1:-.build/debug/drainbench}")
shards=${2:-20} trials=${3:-3}
RANDOM=${SEED:-$$}
echo "seed ${SEED:-$$}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "FAILED: $*" >&2; exit 1; }

# The files themselves, of experiments that measure neither time nor RSS.
identical() {
  local file
  for file in "${@:3}"; do cmp "$1/$file" "$2/$file" || fail "$file of $1 and $2 differ"; done
}

refused() {
  local status=0
  "$program" merge "${@:2}" --out refused --quiet > /dev/null 2> errors || status=$?
  [ "$status" = 65 ] || fail "merge ended with $status in place of 65: $(cat errors)"
  grep -q "$1" errors || fail "expected '$1' in: $(cat errors)"
  [ ! -e refused ] || fail "a refused merge wrote something"
}

# At least one arm a shard: of each pair of sizes one boundary, and one cost in each reuse mode.
sizes=$(((shards + 20) / 21))
run=(sensitivity --repeat 4 --slab-size 4096,8192,16384,32768,65536,131072,262144
  --object-size "64:768:log$((sizes > 2 ? sizes : 2))" --session-fraction 0.01,0.1 --deviation 0.05
  --least-slabs 8 --requests 400)

"$program" "${run[@]}" --quiet --out single > /dev/null || [ $? = 1 ] || fail "the single run"
arms=$("$program" plan "${run[@]}" --format csv | tail -n +2 | wc -l)
echo "$arms arms in $shards shards"
folders=()
lacking=$((shards / 2))
for number in $(seq "$shards"); do
  folders+=("shard-$number")
  [ "$number" = "$lacking" ] && { mkdir "shard-$number"; continue; }
  "$program" "${run[@]}" --shard "$number/$shards" --jobs 1 --quiet --out "shard-$number"
done
for number in 1 $((shards / 3)) "$shards"; do
  "$program" "${run[@]}" --shard "$number/$shards" --jobs 1 --quiet --out "again-$number"
  folders+=("again-$number")
done

refused "shard-$lacking: no shard of a run is there" "${folders[@]}"
present=()
for folder in "${folders[@]}"; do [ "$folder" = "shard-$lacking" ] || present+=("$folder"); done
refused "(shard $lacking/$shards)" "${present[@]}"
grep -q "shards to run again, with --resume: $lacking$" errors || fail "$(cat errors)"
head -3 errors

"$program" "${run[@]}" --shard "$lacking/$shards" --jobs 1 --quiet --out "shard-$lacking"
mapfile -t shuffled < <(printf '%s\n' "${folders[@]}" | shuf --random-source=<(yes "${SEED:-$$}"))
"$program" merge "${shuffled[@]}" --out merged --quiet > /dev/null || [ $? = 1 ] || fail "merge"
identical single merged sensitivity.csv sensitivity-runs.csv coefficients.csv
echo "merged in another order: equal byte for byte"

# What cannot be merged.
mkdir empty
refused "empty: no shard of a run is there" shard-1 empty
"$program" "${run[@]}" --seed 2 --shard "1/$shards" --jobs 1 --quiet --out other
refused "have different configurations: seed is 1 and 2" "${folders[@]}" other
cp -r shard-1 foreign
sed -i 's/"digest" : "[0-9a-f]*"/"digest" : "0123456789abcdef"/' foreign/shard-*.json
refused "expected shards of one program" shard-2 foreign
refused "expected to be merged by the program that ran it" foreign
cp -r shard-1 damaged
outcome=$(ls damaged/.arms/* | head -1)
truncate -s -20 "$outcome"
refused "the outcome of .* is damaged" damaged "${folders[@]}"

# Two machines: their own names and their own process numbers, where the system lets us.
machine() {
  if [ "$machines" = yes ]; then
    exec unshare --uts --pid --fork --mount-proc --kill-child \
      sh -c 'hostname "$0"; exec "$@"' "$@"
  fi
  exec "${@:2}"
}
machines=no
if unshare --uts --pid --fork --mount-proc true 2> /dev/null; then machines=yes; fi
echo "machines with names and process numbers of their own: $machines"
small=(dsr --closes 20000 --p 0:1:0.05 --repeat 2)
"$program" "${small[@]}" --quiet --out alone > /dev/null

# Starts the four shards in one folder; their numbers are in ids.
begin() {
  ids=()
  for number in 1 2 3 4; do
    machine "node$((number % 2))" "$program" "${small[@]}" --shard "$number/4" --jobs 1 --quiet \
      --out shared "$@" 2> "errors-$number" &
    ids+=($!)
  done
}

kills=0
for trial in $(seq "$trials"); do
  {
    begin
    for id in "${ids[@]}"; do
      sleep "0.$((RANDOM % 3))$((RANDOM % 10))"
      kill -9 "$id" || true
    done
    for id in "${ids[@]}"; do
      status=0
      wait "$id" || status=$?
      [ "$status" != 137 ] || kills=$((kills + 1))
    done
  } 2> /dev/null
  before=$(ls shared/.arms 2> /dev/null | grep -c json || true)
  begin --resume
  for id in "${ids[@]}"; do wait "$id" || fail "trial $trial: $(cat errors-*)"; done
  "$program" merge shared --out together --quiet > /dev/null 2> errors ||
    fail "trial $trial: $(cat errors)"
  identical alone together dsr.csv coefficients.csv
  rm -r shared together
  echo -n "$before "
done
echo "of 42 outcomes before the second start; $trials trials, $kills kills: nothing lost"
