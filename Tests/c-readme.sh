#!/usr/bin/env bash
# Does what README.md tells a C programmer to do, with its own words: the program, the commands, and
# what the last of them is said to print. The program then runs again in a root that has nothing but
# the installed prefix and the C library, also as pkg-config has it compiled and linked.
#     Tests/c-readme.sh [README]
set -euo pipefail
readme=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../README.md}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "README.md: $*" >&2 && exit 1; }

# The first block of C that includes drainprof.h, and the commands in the indented block below it.
program=$(awk '/^```c$/ { inside = 1; text = ""; next }
  /^```$/ { if (inside && text ~ /drainprof\.h/) { printf "%s", text; exit }; inside = 0 }
  inside { text = text $0 "\n" }' "$readme")
commands=$(awk '/^```c$/ { inside = 1; next }
  inside && /drainprof\.h/ { found = 1 }
  /^```$/ { inside = 0; below = found; next }
  below && /^    / { print substr($0, 5); some = 1; next }
  some { exit }' "$readme")
[ -n "$program" ] || fail "expected a block of C that includes drainprof.h"
lines=$(wc -l <<< "$program") count=$(wc -l <<< "$commands")
[ "$lines" -le 12 ] || fail "expected a program of at most twelve lines, found $lines"
[ "$count" = 3 ] || fail "expected three commands below the program, found $count"
expected=$(sed -n 's/^.*# *//p' <<< "$(tail -1 <<< "$commands")")
[ -n "$expected" ] || fail "expected what the last command prints, as its comment"
file=$(grep -o '[A-Za-z_]*\.c\b' <<< "$commands" | head -1)
name=$(sed -n 's/^\.\/\([^ ]*\).*/\1/p' <<< "$commands")

# A home of its own, and a folder for the program; the script is called where it is.
export HOME=$scratch/home
clone=$PWD
mkdir -p "$HOME" "$scratch/work"
echo "$program" > "$scratch/work/$file"
said=
while IFS= read -r command; do
  echo "\$ $command"
  case $command in Scripts/*) cd "$clone" ;; *) cd "$scratch/work" ;; esac
  said=$(bash -euc "$command")
  echo "$said"
done <<< "$commands"
cd "$scratch/work"
[ "$said" = "$expected" ] || fail "the last command printed '$said', expected '$expected'"

# The prefix is the folder that the first command names.
prefix=$(bash -c "echo $(sed -n 's/.*--prefix \([^ ]*\).*/\1/p' <<< "$commands")")
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
read -ra flags <<< "$(pkg-config --cflags --libs drainprof)"
"${CC:-cc}" "$file" "${flags[@]}" -o "$name-pkg-config"

root=$scratch/root
mkdir -p "$root/$prefix"
cp -r "$prefix/lib" "$root/$prefix/"
copied=()
for object in "$name" "$prefix"/lib/libdrainprof.so; do
  while read -r library; do
    case $library in "$prefix"/*) continue ;; esac
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
    copied+=("$(basename "$library")")
  done < <(ldd "$object" | grep -o '/[^ ]*')
done
others=$(printf '%s\n' "${copied[@]}" |
  grep -vE '^(libc|libm|libstdc\+\+|libgcc_s|ld-linux[a-z0-9-]*)\.so' || true)
[ -z "$others" ] || fail "expected no more than libc, libm, libstdc++ and libgcc_s: $others"
cp "$name" "$name-pkg-config" "$root/"
enter=(chroot)
[ "$(id -u)" = 0 ] || enter=(unshare --map-root-user chroot)
if ! "${enter[@]}" "$root" "/$name" > /dev/null 2>&1 && ! "${enter[@]}" / true 2> /dev/null; then
  echo "no other root can be entered here: that part is skipped" >&2
  exit
fi
find "$root" -name '*.so*' -type f | sed "s|^$root|  |"
for form in "$name" "$name-pkg-config"; do
  found=$(LD_LIBRARY_PATH=$prefix/lib "${enter[@]}" "$root" "/$form")
  echo "in a root of the prefix and the C library, $form: $found"
  [ "$found" = "$expected" ] || fail "printed '$found' there, expected '$expected'"
done
