#!/usr/bin/env bash
# What a results folder holds after several runs wrote into it at once, and after runs were killed
# at random moments and begun again: nothing of theirs is lost, and nothing else is left, no process
# and no temporary file.
#
#   Tests/folder.sh [PROGRAM [PAIRS [SIXES [KILLS [COMMAND...]]]]]
#
# The commands are reproduce, twopoint, redis and diagnose, all of them by default; the numbers default
# to 3, 1 and 2; 100, 30 and 30 are the long form. SEED gives the moments.
set -euo pipefail
program=$(realpath "${1:-.build/debug/drainbench}")
pairs=${2:-3} sixes=${3:-1} kills=${4:-2} only=" ${*:5} "
RANDOM=${SEED:-$$}
echo "seed ${SEED:-$$}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir temporary
export TMPDIR=$work/temporary

runs=(
  "psweep --p 0.5 --requests 12000 --repeat 2" "churn --cycles 20 --live-objects 1000 --replaced 100"
  "dsr --closes 200 --repeat 2" "twopoint --requests 16000 --repeat 2"
  "diagnose" "slope --requests 12000 --repeat 1"
)

fail() { echo "FAILED: $*" >&2; exit 1; }

# The experiments of the first COUNT runs are all in one folder, each with its files, and nothing else.
together() {
  local count=$1 turn=$2 ids=() line status
  local folder="together-$count-$turn"
  for line in "${runs[@]:0:count}"; do
    "$program" $line --jobs 1 --quiet --format json --out "$folder" > /dev/null 2>> errors &
    ids+=($!)
  done
  for id in "${ids[@]}"; do
    status=0
    wait "$id" || status=$?
    # 1 is a check that so small a run cannot pass.
    [ "$status" -le 1 ] || fail "$folder: a run ended with $status: $(tail -3 errors)"
  done
  for line in "${runs[@]:0:count}"; do
    grep -q "\"${line%% *}\" : {" "$folder/manifest.json" || fail "$folder: no entry of ${line%% *}"
    [ -s "$folder/${line%% *}.csv" ] || fail "$folder: no ${line%% *}.csv"
  done
  [ -z "$(ls -A "$folder" | grep '^\.' || true)" ] || fail "$folder: left over: $(ls -A "$folder")"
  rm -r "$folder"
}

# Kills a command at a random moment, then begins it again, with --resume where it has that; what seeds determine is as without.
resumed() {
  local name=$1 turn=$2 options=$3 id
  local folder="$name-$turn/out"
  # In a session of its own, by which what it has started is known.
  setsid "$program" $options --quiet --out "$folder" > /dev/null 2>&1 &
  id=$!
  sleep "$((RANDOM % seconds)).$((RANDOM % 10))"
  # One that has ended by then has to be as whole.
  if kill -9 "$id" 2> /dev/null; then hits=$((hits + 1)); fi
  wait "$id" 2> /dev/null || true
  for _ in $(seq 50); do
    pgrep -s "$id" > processes || break
    sleep 0.1
  done
  [ ! -s processes ] || fail "$folder: left running: $(ps -o pid,args -p "$(paste -sd, processes)")"
  "$program" $options --quiet $again --out "$folder" > /dev/null 2> errors ||
    [ $? = 1 ] || fail "$folder: $(cat errors)"
  [ "$(ls -A "$folder")" = "$(ls -A "$name/out")" ] ||
    fail "$folder: $(ls -A "$folder" | diff - <(ls -A "$name/out"))"
  "$program" compare --quiet --fail-on drift,missing "$name/out" "$folder" > drift 2>&1 ||
    fail "$folder: $(cat drift)"
  [ -z "$(ls -A temporary)" ] || fail "$folder: left in TMPDIR: $(ls -A temporary)"
  rm -r "$name-$turn"
}

for turn in $(seq "$pairs"); do together 2 "$turn"; done
for turn in $(seq "$sixes"); do together 6 "$turn"; done
echo "$pairs pairs and $sixes sixes: nothing lost, nothing left"
commands=("reproduce --quick" "twopoint --requests 200000 --repeat 8")
if command -v redis-server > /dev/null; then commands+=("redis --keys 500000 --pattern odd,random"); fi
if command -v valgrind > /dev/null; then commands+=("diagnose --valgrind"); fi
for command in "${commands[@]}"; do
  name=${command%% *}
  [ "$only" = "  " ] || [[ $only = *" $name "* ]] || continue
  mkdir -p "$name"
  started=$SECONDS hits=0 again=
  if "$program" $name --help | grep -q -e --resume; then again=--resume; fi
  "$program" $command --quiet --out "$name/out" > /dev/null 2> errors ||
    [ $? = 1 ] || fail "$name: $(cat errors)"
  seconds=$((SECONDS - started + 1))
  for turn in $(seq "$kills"); do resumed "$name" "$turn" "$command"; done
  echo "$kills kills of $name, $hits before its end: as without, nothing left"
done
