#!/bin/bash
# Records real programs of Debian under heaptrack and attributes their memory.
#
#     experiments/recordings/record.sh [redis-odd|redis-random|redis-sequential|python|pages|sqlite|nginx]...
#
# Writes results/recordings/NAME.csv and NAME-episodes.csv, and redis-odd.svg. Recordings themselves go to $WORK and stay
# there. Needs: heaptrack zstd redis-server redis-tools python3 sqlite3 nginx-light apache2-utils.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
DRAINBENCH=${DRAINBENCH:-$root/.build/release/drainbench}
RESULTS=${RESULTS:-$root/results/recordings}
WORK=${WORK:-$(mktemp -d)}
SECONDS_OF_LOAD=${SECONDS_OF_LOAD:-120}
mkdir -p "$RESULTS" "$WORK"
# A recorded program ends with its recorder, which passes the signal on.
trap 'jobs -p | xargs -r kill' EXIT

record() { # NAME PROGRAM ARGUMENTS
  local name=$1
  shift
  "$DRAINBENCH" record -o "$WORK/$name" -- "$@"
}

analyse() { # NAME OPTIONS OF attribute
  local name=$1 raw
  shift
  raw=$(ls "$WORK/$name".raw.*)
  echo "== $name: $*"
  "$DRAINBENCH" attribute "$raw" "$@" --top 6
  "$DRAINBENCH" episodes "$raw" --top 3
  "$DRAINBENCH" attribute "$raw" "$@" --top 20 --format csv > "$RESULTS/$name.csv"
  "$DRAINBENCH" episodes "$raw" --top 20 --format csv > "$RESULTS/$name-episodes.csv"
  "$DRAINBENCH" attribute "$raw" "$@" --top 1 --flame "$WORK/$name.svg" > /dev/null
  "$DRAINBENCH" report "$raw" "$@" > /dev/null
}

seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.3f", b - a }'; }

# 20,000 keys with values of 2,000 bytes, of which a half is deleted; jemalloc's own figures and RSS at both moments.
redis() { # PATTERN
  local name=redis-$1 port=7391 keys=20000 start moment loaded deleted
  start=$(date +%s.%N)
  record "$name" redis-server --port $port --save "" --appendonly no --daemonize no --enable-debug-command yes \
    > "$WORK/$name.log" 2>&1 &
  local recorder=$!
  until redis-cli -p $port ping > /dev/null 2>&1; do sleep 0.1; done
  note() {
    # What jemalloc keeps for a while goes back at once, so that RSS says what is held.
    redis-cli -p $port memory purge > /dev/null
    # The recording's clock starts a little later than this one; nothing happens meanwhile.
    moment=$(seconds_since "$start")
    sleep 0.8
    redis-cli -p $port memory malloc-stats > "$WORK/$name-$1.malloc"
    redis-cli -p $port info memory > "$WORK/$name-$1.info"
  }
  redis-cli -p $port debug populate $keys key 2000 > /dev/null
  note loaded
  loaded=$moment
  case $1 in
    odd) seq 1 2 $((keys - 1)) ;;
    random) seq 0 $((keys - 1)) | shuf --random-source=<(yes 16) -n $((keys / 2)) ;;
    sequential) seq 0 $((keys / 2 - 1)) ;;
  esac | sed 's/.*/del key:&/' | redis-cli -p $port > /dev/null
  note deleted
  deleted=$moment
  redis-cli -p $port shutdown nosave || true
  wait $recorder
  tail -5 "$WORK/$name.log"
  "$DRAINBENCH" attribute "$WORK/$name".raw.* --at "${loaded}s" --format json --top 1 \
    > "$WORK/$name-loaded.json"
  "$DRAINBENCH" attribute "$WORK/$name".raw.* --at "${deleted}s" --format json --top 1 \
    > "$WORK/$name-deleted.json"
  "$DRAINBENCH" attribute "$WORK/$name".raw.* --at "${deleted}s" --folded > "$WORK/$name.folded"
  python3 "$here/jemalloc.py" "$WORK/$name"
  analyse "$name" --at "${deleted}s"
  if [ "$1" = odd ]; then cp "$WORK/$name.svg" "$RESULTS"; fi
}

# A cache service of the standard library: filled, read, and half of it expired.
python() {
  PYTHONMALLOC=malloc record python /usr/bin/python3 "$here/cache.py"
  analyse python
}

# A renderer that keeps compressed pages of a burst of requests whose documents go.
pages() {
  PYTHONMALLOC=malloc record pages /usr/bin/python3 "$here/pages.py"
  analyse pages
}

# A session in one process: rows come, are indexed, and three of four go.
sqlite() {
  python3 "$here/session.py" > "$WORK/session.sql"
  record sqlite sqlite3 :memory: < "$WORK/session.sql" > /dev/null
  analyse sqlite
}

# A web server under load from a client on loopback.
nginx() {
  local site=$WORK/site port=7392
  mkdir -p "$site/logs"
  for size in 1 10 100 1000; do head -c "${size}000" /dev/zero > "$site/$size"; done
  cat > "$site/nginx.conf" <<EOF
daemon off; master_process off; error_log $site/logs/error.log; pid $site/nginx.pid;
events { worker_connections 512; }
http {
  access_log off; keepalive_requests 1000; gzip on; gzip_types application/octet-stream;
  server { listen 127.0.0.1:$port; root $site; }
}
EOF
  record nginx nginx -p "$site" -c "$site/nginx.conf" > "$WORK/nginx.log" 2>&1 &
  local recorder=$! end=$((SECONDS + SECONDS_OF_LOAD))
  until ab -n 1 "http://127.0.0.1:$port/1" > /dev/null 2>&1; do sleep 0.2; done
  while [ $SECONDS -lt $end ]; do
    for size in 1 10 100 1000; do
      ab -q -k -c $((RANDOM % 60 + 4)) -n 400 -H "Accept-Encoding: gzip" \
        "http://127.0.0.1:$port/$size" > /dev/null 2>&1
    done
  done
  kill -QUIT "$(cat "$site/nginx.pid")"
  wait $recorder
  analyse nginx
}

for name in "${@:-redis-odd redis-random redis-sequential python pages sqlite nginx}"; do
  for case in $name; do
    case $case in
      redis-*) redis "${case#redis-}" ;;
      python | pages | sqlite | nginx) "$case" ;;
      *)
        echo "$case: one of redis-odd, redis-random, redis-sequential, python, pages, sqlite, nginx" \
          "is expected" >&2
        exit 64
        ;;
    esac
  done
done
echo "recordings, flame graphs and pages: $WORK"
