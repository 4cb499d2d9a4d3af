#!/bin/bash
# Measures what switches that programs of Debian and their allocators offer do to the memory of the recorded programs.
#
#     experiments/recordings/switches.sh [service|pages|sqlite|redis]...
#
# Writes results/recordings/switches.csv: RSS when the work is done, $ROUNDS runs with each setting, in turn. Needs:
# python3 sqlite3 redis-server redis-tools.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
RESULTS=${RESULTS:-$(cd "$here/../.." && pwd)/results/recordings}
ROUNDS=${ROUNDS:-5}
WORK=${WORK:-$(mktemp -d)}
mkdir -p "$RESULTS" "$WORK"
trap 'jobs -p | xargs -r kill' EXIT
rows=$WORK/switches.rows
: > "$rows"

row() { # PROGRAM SWITCH SETTING ROUND BYTES
  case $5 in '' | *[!0-9]*) echo "$1: $5 is no number of bytes" >&2 && exit 1 ;; esac
  echo "$1,$2,$3,$4,$5" | tee -a "$rows"
}

# Pools by size class in place of one heap for all sizes: what the advice for it asks for, by site and size.
service() {
  for round in $(seq 0 $((ROUNDS - 1))); do
    for setting in malloc pymalloc; do
      row service PYTHONMALLOC $setting "$round" "$(PYTHONMALLOC=$setting /usr/bin/python3 "$here/service.py" 16)"
    done
  done
}

# Mappings of their own for objects from 4 KiB on.
pages() {
  local bytes
  for round in $(seq 0 $((ROUNDS - 1))); do
    for setting in default 4096; do
      bytes=$(
        if [ $setting != default ]; then export MALLOC_MMAP_THRESHOLD_=$setting; fi
        PYTHONMALLOC=malloc /usr/bin/python3 "$here/pages.py" | tail -1)
      row pages MALLOC_MMAP_THRESHOLD_ $setting "$round" "$bytes"
    done
  done
}

# Memory of their own for brief small objects (lookaside), and for pages (pagecache).
sqlite() {
  local kib
  python3 "$here/session.py" 16 > "$WORK/session.sql"
  echo ".shell grep VmRSS /proc/\$PPID/status" >> "$WORK/session.sql"
  measure() { # SWITCH SETTING ROUND OPTIONS
    kib=$(sqlite3 "${@:4}" :memory: < "$WORK/session.sql" | awk '/^VmRSS/ { print $2 }')
    row sqlite "$1" "$2" "$3" $((kib * 1024))
  }
  for round in $(seq 0 $((ROUNDS - 1))); do
    measure lookaside default "$round"
    measure lookaside "512 x 2000" "$round" --lookaside 512 2000
    measure pagecache default "$round"
    measure pagecache "4360 x 9000" "$round" --pagecache 4360 9000
  done
}

# Pages that go back at once in place of after a while; what objects hold stays.
redis() {
  local port=7395 keys=20000 server bytes
  measure() { # SETTING ROUND
    redis-server --port $port --save "" --appendonly no --daemonize no --enable-debug-command yes > /dev/null &
    server=$!
    until redis-cli -p $port ping > /dev/null 2>&1; do sleep 0.1; done
    redis-cli -p $port debug populate $keys key 2000 > /dev/null
    seq 0 $((keys - 1)) | shuf --random-source=<(yes 16) -n $((keys / 2)) | sed 's/.*/del key:&/' \
      | redis-cli -p $port > /dev/null
    if [ "$2" = 0 ] && [ "$1" = default ]; then
      echo "activedefrag: $(redis-cli -p $port config set activedefrag yes)" >&2
    fi
    sleep 1
    bytes=$(awk '/^VmRSS/ { print $2 * 1024 }' /proc/$server/status)
    redis-cli -p $port shutdown nosave > /dev/null || true
    wait $server
    row redis MALLOC_CONF "$1" "$2" "$bytes"
  }
  for round in $(seq 0 $((ROUNDS - 1))); do
    measure default "$round"
    MALLOC_CONF=dirty_decay_ms:0 measure dirty_decay_ms:0 "$round"
  done
}

for name in "${@:-service pages sqlite redis}"; do
  for case in $name; do
    case $case in
      service | pages | sqlite | redis) "$case" ;;
      *)
        echo "$case: one of service, pages, sqlite, redis is expected" >&2
        exit 64
        ;;
    esac
  done
done
{
  echo program,switch,setting,round,rss_bytes
  # The rows of programs that were not measured now stay.
  if [ -e "$RESULTS/switches.csv" ]; then
    awk -F, 'NR == FNR { seen[$1]; next } FNR > 1 && !($1 in seen)' "$rows" "$RESULTS/switches.csv"
  fi
  cat "$rows"
} > "$WORK/switches.csv"
mv "$WORK/switches.csv" "$RESULTS/switches.csv"
