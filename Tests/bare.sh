#!/usr/bin/env bash
# The tests as a poorer machine runs them: on one processor, with temporary files on another file system,
# without git, valgrind, redis, heaptrack and the other allocators, which are hidden in a mount namespace;
# what needs them is skipped by name. Needs root, util-linux, and built tests (swift build --build-tests).
#
#   Tests/bare.sh [--user NAME] [--plain] [OPTIONS OF swift test]
#
# --user NAME runs them as that user (useradd -m NAME), who has no rights but over a copy of this folder,
# which is mounted in its place, and over a home. --plain hides nothing, and leaves the processors.
set -euo pipefail
self=$(realpath "$0")
cd "$(dirname "$self")/.."

if [ "${1:-}" != --hidden ]; then
  exec unshare --mount "$self" --hidden "$@"
fi
shift
user= plain=no
while :; do
  case ${1:-} in
    --user) user=${2:?"--user: expected the name of a user"} && shift 2 ;;
    --plain) plain=yes && shift ;;
    *) break ;;
  esac
done
shopt -s nullglob

copy=
trap 'rm -rf "$temporary" ${copy:+"$copy"}' EXIT
if [ "$plain" = yes ]; then
  temporary=$(mktemp -d)
  run=(env TMPDIR="$temporary")
else
  temporary=$(mktemp -d --tmpdir=/dev/shm)
  run=(env TMPDIR="$temporary" taskset -c 0)
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
fi

if [ -n "$user" ]; then
  home=$(getent passwd "$user" | cut -d: -f6)
  [ -n "$home" ] || { echo "--user $user: expected a user of this machine (useradd -m $user)" >&2 && exit 64; }
  copy=$(mktemp -d --tmpdir=/var/tmp)
  place=$PWD
  cp -a --reflink=auto . "$copy"
  chown -R "$user:" "$copy" "$temporary"
  # Above this folder there may be one that the user may not enter: it is covered by one that has this
  # folder alone.
  above=
  while read -r -d / part; do
    above=$above$part/
    runuser -u "$user" -- test -x "$above" && continue
    mount -t tmpfs -o mode=755 none "$above"
    mkdir -p "$place"
    break
  done <<< "$place/"
  mount --bind "$copy" "$place"
  cd "$place"
  run=(runuser -u "$user" -- env HOME="$home" USER="$user" LOGNAME="$user" "${run[@]}")
fi
"${run[@]}" swift test --skip-build "$@"
