#!/bin/bash
# Records real programs of Debian twice, with two seeds, and takes advice on one recording that is judged on the other.
#
#     experiments/recordings/advise.sh [service|perl|redis|sqlite]...
#
# Writes advice.csv, advice-keys.csv, NAME-advice.md and NAME-16-advice.svg to results/recordings. Recordings themselves go to $WORK and
# stay there. Needs: heaptrack zstd redis-server redis-tools python3 perl sqlite3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
DRAINBENCH=${DRAINBENCH:-$root/.build/release/drainbench}
RESULTS=${RESULTS:-$root/results/recordings}
WORK=${WORK:-$(mktemp -d)}
mkdir -p "$RESULTS" "$WORK"
trap 'jobs -p | xargs -r kill' EXIT

record() { # NAME PROGRAM ARGUMENTS
  local name=$1
  shift
  "$DRAINBENCH" record -o "$WORK/$name" -- "$@"
}

advise() { # NAME DEPTH OPTIONS
  local name=$1 depth=$2
  shift 2
  local common=("$WORK/$name-16".raw.* --test "$WORK/$name-17".raw.* --depth "$depth" --route "$WORK/$name.json" "$@")
  "$DRAINBENCH" advise "${common[@]}" --keys --format markdown --out "$RESULTS" | sed "s|$WORK/||g" \
    > "$RESULTS/$name-advice.md"
  cat "$RESULTS/$name-advice.md"
}

# A cache service: documents that stay, and audit records of each import that go.
service() {
  for seed in 16 17; do PYTHONMALLOC=malloc record service-$seed /usr/bin/python3 "$here/service.py" $seed; done
  # Sizes tell apart what one of Python's own functions allocates for many callers.
  advise service 4 --with-size
}

# A script that keeps a table of words and drops the records of each batch.
perl() {
  for seed in 16 17; do record perl-$seed /usr/bin/perl "$here/wordcount.pl" $seed; done
  advise perl 4
}

# 20,000 keys with values of 2,000 bytes, of which a random half is deleted: one call path for all of them.
redis() {
  local port=7393 keys=20000 recorder
  for seed in 16 17; do
    record redis-$seed redis-server --port $port --save "" --appendonly no --daemonize no --enable-debug-command yes \
      > "$WORK/redis.log" 2>&1 &
    recorder=$!
    until redis-cli -p $port ping > /dev/null 2>&1; do sleep 0.1; done
    redis-cli -p $port debug populate $keys key 2000 > /dev/null
    seq 0 $((keys - 1)) | shuf --random-source=<(yes $seed) -n $((keys / 2)) | sed 's/.*/del key:&/' \
      | redis-cli -p $port > /dev/null
    redis-cli -p $port shutdown nosave || true
    wait $recorder
  done
  advise redis 1
}

# A session in one process: rows come, are indexed, and three of four go.
sqlite() {
  for seed in 16 17; do
    python3 "$here/session.py" $seed > "$WORK/session.sql"
    record sqlite-$seed sqlite3 :memory: < "$WORK/session.sql" > /dev/null
  done
  advise sqlite 4
}

for name in "${@:-service perl redis sqlite}"; do
  for case in $name; do
    case $case in
      service | perl | redis | sqlite) "$case" ;;
      *)
        echo "$case: one of service, perl, redis, sqlite is expected" >&2
        exit 64
        ;;
    esac
  done
done
echo "recordings and routings: $WORK"
