#!/usr/bin/env bash
# Checks the allocator's protocol between threads (Tests/Model/protocol.pml) exhaustively with Spin:
# each scenario with sequentially consistent memory and with store buffers (TSO), in which nothing
# may fail, and once for each fault that can be built in, which has to be found. As many searches run
# at once as there are processors; each takes up to 1 GB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for program in spin gcc; do
  if ! command -v "$program" > /dev/null; then
    echo "skipped: the protocol is checked with $program, which is not installed" >&2
    exit 0
  fi
done

# With two remote words a free meets fewer others; buffers are searched with one.
searches=(
  "FREES TSO" "GIVES_BACK TSO" FREES "FREES TWO_WORDS" CLOSES "CLOSES TSO" CLOSES_ALONE
  "CLOSES_ALONE TSO" DISCARDS "DISCARDS TSO" GIVES_BACK RETIRES "RETIRES TSO"
  # Missing fences, tags that do not change, and words that are published or dropped late.
  "BUG_NO_SHARE_FENCE FREES TSO" "BUG_NO_CLOSE_FENCE CLOSES TSO" "BUG_NO_OWN_FENCE CLOSES TSO"
  "BUG_NO_DISCARD_FENCE DISCARDS TSO" "BUG_SAME_TAG FREES" "BUG_SAME_TAG_OF_DISCARDED DISCARDS"
  "BUG_LATE_CLAIM FREES TWO_WORDS" "BUG_LATE_DROP FREES" "BUG_LATE_ENTRY CLOSES_ALONE"
  "BUG_LATE_TOKEN CLOSES" "BUG_EARLY_SHARE RETIRES TSO"
)

# Searches all states of the model with the macros that $1 names.
search() {
  local folder errors verdict states
  folder=$(mktemp -d -p "$scratch")
  cp Model/protocol.pml "$folder"
  cd "$folder"
  # Most of the time would go into optimising the verifier.
  spin -a $(printf -- '-D%s ' $1) protocol.pml > translation
  gcc -O0 -w -DSAFETY -DCOLLAPSE -DVECTORSZ=512 -o pan pan.c
  ./pan -m100000 > search 2>&1
  errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' search)
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' search)
  verdict=$(sed -n 's/^pan:[0-9]*: *\(.*\) (at depth.*/\1/p' search)
  case "$1 ${errors:-none}" in
    BUG*" 0") echo "$1: the model does not see this fault" >&2 && return 1 ;;
    BUG*" 1") echo "$1: found, $verdict" ;;
    *" 0")
      if grep -q "Search not completed\|max search depth" search; then
        echo "$1: not searched to the end" >&2
        cat search >&2
        return 1
      fi
      echo "$1: holds in all $states states"
      ;;
    *)
      echo "$1: $verdict" >&2
      ./pan -r protocol.pml.trail >&2 || cat search >&2
      return 1
      ;;
  esac
}

if [ $# = 2 ]; then
  scratch=$1
  search "$2"
  exit
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '%s\n' "${searches[@]}" |
  xargs -d '\n' -P "$(nproc)" -n 1 "./$(basename "$0")" "$scratch"
