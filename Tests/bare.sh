#!/usr/bin/env bash
# The tests as a poorer machine runs them: on one processor, with temporary files on another file system,
# without git, valgrind, redis, heaptrack and the other allocators, which are hidden in a mount namespace;
# what needs them is skipped by name. Needs root, util-linux, and built tests (swift build --build-tests).
#
#   Tests/bare.sh [OPTIONS OF swift test]
set -euo pipefail
self=$(realpath "$0")
cd "$(dirname "$self")/.."

if [ "${1:-}" != --hidden ]; then
  exec unshare --mount "$self" --hidden "$@"
fi
shift
shopt -s nullglob
hidden=()
for name in git valgrind redis-server redis-cli heaptrack heaptrack_print; do
  path=$(command -v "$name" || true)
  [ -z "$path" ] || hidden+=("$(realpath "$path")")
done
for library in /usr/lib/*/lib{jemalloc,mimalloc,tcmalloc}* \
  /usr/lib/*/*/lib{jemalloc,mimalloc,tcmalloc}*; do
  hidden+=("$(realpath "$library")")
done
for path in "${hidden[@]}"; do mount --bind /dev/null "$path"; done
# What is looked for by name alone has to be gone.
for folder in /usr/lib/heaptrack /usr/lib/*/heaptrack; do mount -t tmpfs none "$folder"; done
temporary=$(mktemp -d --tmpdir=/dev/shm)
trap 'rm -rf "$temporary"' EXIT
TMPDIR=$temporary taskset -c 0 swift test --skip-build "$@"
