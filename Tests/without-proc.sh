#!/usr/bin/env bash
# Where /proc is not mounted the program cannot know its arguments: it says so, with status 64, and
# does nothing. Needs root, for a mount that no other process sees; PROGRAM is the program.
set -euo pipefail
program=$(realpath "${1:?PROGRAM}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
hidden='mount -t tmpfs none /proc'
if ! unshare --mount sh -c "$hidden" 2> /dev/null; then
  echo "skipped: /proc cannot be hidden here" >&2
  exit 0
fi

for words in "" "psweep --p 1 --requests 12000 --repeat 1" "help" "no-such-command"; do
  status=0
  unshare --mount sh -c "$hidden && exec '$program' $words" > output 2> errors || status=$?
  if [ $status != 64 ] || [ -s output ] || ! grep -q "arguments of this process" errors; then
    echo "without /proc, 'drainbench $words' gave status $status, and:" >&2
    cat output errors >&2
    exit 1
  fi
  rm output errors
  [ -z "$(ls -A)" ] || { echo "without /proc something was written: $(ls -A)" >&2; exit 1; }
done
