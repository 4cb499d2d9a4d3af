#!/usr/bin/env bash
# Installs the C libraries, shared and static, with headers and pkg-config files, and drainbench with
# its completions and its manual page.
#     Scripts/install.sh --prefix DIR [--libraries-only] [--form embedded|runtime]
#
# A library needs nothing of Swift where it is used: libc, libm, libstdc++ and libgcc_s at most. Its
# symbols are what its headers declare.
#
# To add a library, add a line to `libraries`, with fields that are split by "|":
#     name          lib<name>.so, lib<name>.a, <name>.pc
#     form          embedded: compiled as Embedded Swift, which has no runtime: small.
#                   runtime: the Swift runtime goes into the library, for what Embedded Swift does
#                   not compile.
#     module        the Swift module with the functions; its sources are in Sources/CAbi/<folder>
#     folder        see above
#     interface     the folder of the headers, from Sources/CAbi; C sources in it are compiled too
#     headers       those to install
#     below         the Swift modules of the package that it imports, lowest first
#     version       MAJOR.MINOR.PATCH
#     description   a sentence for pkg-config
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(sed -n 's/.*currentToolVersion = "\(.*\)".*/\1/p' Sources/Results/Provenance/*.swift)
libraries=(
  "temporalslab|embedded|TemporalSlabLibrary|TemporalSlab|TemporalSlab/Headers|\
slab_alloc.h slab_inline.h epoch_domain.h slab_stats.h slab_diagnostics.h|TemporalSlab|$version|\
An allocator that reclaims memory in slabs, by epochs"
  "drainprof|runtime|Drainprof|Drainprof|CDrainprof|drainprof.h|TemporalSlab DrainProfiler|\
$version|Measures which granules of an allocator drain, and names the lines that pin the others"
)

usage="usage: Scripts/install.sh --prefix DIR [--libraries-only] [--form embedded|runtime]"
prefix= libraries_only=no wanted_form=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?"$usage"} && shift ;;
    --libraries-only) libraries_only=yes ;;
    --form) wanted_form=${2:?"$usage"} && shift ;;
    *) echo "$usage" >&2 && exit 64 ;;
  esac
  shift
done
[ -n "$prefix" ] || { echo "$usage" >&2 && exit 64; }
case $wanted_form in "" | embedded | runtime) ;; *) echo "$usage" >&2 && exit 64 ;; esac
[ -n "$version" ] || { echo "no version found in Sources/Results/Provenance" >&2 && exit 70; }

mkdir -p "$prefix"/{bin,include,lib/pkgconfig,share/man/man1}
prefix=$(cd "$prefix" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cc=${CC:-cc}
# C goes through the compiler that Swift comes with, whose code for the calls of every object is
# shorter.
clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
[ -x "$clang" ] || clang=$cc
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
machine=$(uname -m)
# A function or a word that the library itself has is its own, whatever else the process holds. What
# a thread's end and fork(2) call has to stay in the process, so a library is never unloaded.
link_options=(
  -Wl,-Bsymbolic -Wl,--gc-sections -Wl,--no-undefined -Wl,-z,nodelete -Wl,-z,now -Wl,-s
)

# What the headers declare, one a line: the exported symbols. Inline functions are none.
declared_names() { # FOLDER HEADER...
  local folder=$1 header
  shift
  for header in "$@"; do
    "$cc" -E -D_GNU_SOURCE -I "$folder" "$folder/$header" | awk -v own="$folder/$header" '
      /^# [0-9]+ "/ { split($0, part, "\""); inside = part[2] == own; next }
      inside { text = text " " $0 }
      END {
        while (gsub(/[{][^{}]*[}]/, ";", text)) continue
        count = split(text, statement, ";")
        for (number = 1; number <= count; number++) {
          line = statement[number]
          if (line ~ /typedef|__inline__/) continue
          if (match(line, /extern __thread struct [a-z_0-9]+ [a-z_0-9]+/)) {
            split(substr(line, RSTART, RLENGTH), word, " ")
            print word[5]
          } else if (match(line, /[A-Za-z_][A-Za-z_0-9]*[ ]*\(/)) {
            name = substr(line, RSTART, RLENGTH - 1)
            gsub(/ /, "", name)
            print name
          }
        }
      }'
  done | sort -u
}

# Compiles modules without a runtime; each module's code is in the object of the one that uses it.
compile_embedded() { # OUTPUT MODULE FOLDER INTERFACE BELOW...
  local output=$1 module=$2 folder=$3 interface=$4 name
  shift 4
  local options=(
    -O -wmo -parse-as-library -enable-experimental-feature Embedded -swift-version 6
    -package-name drainbench -suppress-warnings -Xcc -fPIC -Xcc -D_GNU_SOURCE
    -Xfrontend -disable-stack-protector
    -I Sources/CPlatform -I Sources/CAbi/EmbeddedLibc -I "Sources/CAbi/$interface" -I "$build"
  )
  for name in Glibc "$@"; do
    local sources=Sources/$name
    [ "$name" != Glibc ] || sources=Sources/CAbi/EmbeddedLibc
    swiftc "${options[@]}" -module-name "$name" -emit-module \
      -emit-module-path "$build/$name.swiftmodule" -c "$sources"/*.swift -o "$build/$name.o"
  done
  swiftc "${options[@]}" -module-name "$module" -c "Sources/CAbi/$folder"/*.swift -o "$output"
}

# Puts objects into one whose only global names are those in NAMES, so that what is inside meets
# nothing else of the program it is linked to.
close_object() { # OUTPUT NAMES INPUT...
  local output=$1 names=$2
  shift 2
  "$cc" -nostdlib -r "$@" -o "$output"
  objcopy --keep-global-symbols="$names" "$output"
  objcopy --strip-unneeded "$output"
}

install_library() { # the fields of a line of `libraries`
  local name=$1 form=${wanted_form:-$2} module=$3 folder=$4 interface=$5 headers below
  local version=$7 description=$8 private=-lm
  read -ra headers <<< "$6"
  read -ra below <<< "$9"
  local names=$build/$name.names map=$build/$name.map shared=$build/lib$name.so
  local headers_folder=Sources/CAbi/$interface source object
  local objects=() static_objects=() swift_objects=()
  declared_names "$headers_folder" "${headers[@]}" > "$names"
  { echo "{ global:" && sed 's/$/;/' "$names" && echo "local: *; };"; } > "$map"
  local c_sources=("$headers_folder"/*.c)
  [ "$form" != embedded ] || c_sources+=(Sources/CAbi/EmbeddedLibc/*.c)
  for source in "${c_sources[@]}"; do
    [ -e "$source" ] || continue
    object=$build/$(basename "$source")
    "$clang" -O2 -fPIC -c "$source" -o "$object.o"
    objects+=("$object.o")
    # Where it is linked to statically, its names stay inside the program or library.
    "$clang" -O2 -fPIC -fvisibility=hidden -c "$source" -o "$object.static.o"
    static_objects+=("$object.static.o")
  done

  case $form in
    embedded)
      compile_embedded "$build/$module.o" "$module" "$folder" "$interface" "${below[@]}"
      "$cc" -shared "${objects[@]}" "$build/$module.o" -o "$shared" -Wl,--version-script="$map" \
        -Wl,-soname,"lib$name.so.${version%%.*}" "${link_options[@]}" -lm -lpthread
      close_object "$build/$name.o" "$names" "${static_objects[@]}" "$build/$module.o"
      ;;
    runtime)
      swift build -c release --target "$module" >&2
      for source in "${below[@]}" "$module"; do
        swift_objects+=(.build/release/"$source".build/*.o)
      done
      # The default linker leaves local names among the dynamic ones.
      swiftc -emit-library -static-stdlib -use-ld=lld "${objects[@]}" "${swift_objects[@]}" -o "$shared" \
        -Xlinker --version-script="$map" -Xlinker -soname -Xlinker "lib$name.so.${version%%.*}" \
        $(printf -- '-Xclang-linker %s ' "${link_options[@]}")
      local runtime=${resources}_static/linux
      close_object "$build/$name.o" "$names" "${static_objects[@]}" "${swift_objects[@]}" \
        "$runtime/$machine/swiftrt.o" -L"$runtime" -lswiftCore -lswiftGlibc -lswiftSynchronization
      private="-lstdc++ -lm -lpthread"
      ;;
    *) echo "unknown form $form of lib$name: expected embedded or runtime" >&2 && exit 70 ;;
  esac
  rm -f "$build/lib$name.a"
  ar crs "$build/lib$name.a" "$build/$name.o"

  # Every declared function is there, and nothing else.
  nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' | sort -u |
    diff "$names" - >&2 || { echo "lib$name.so: expected the headers' names" >&2 && exit 70; }

  install -m 755 "$shared" "$prefix/lib/lib$name.so.$version"
  ln -sf "lib$name.so.$version" "$prefix/lib/lib$name.so.${version%%.*}"
  ln -sf "lib$name.so.${version%%.*}" "$prefix/lib/lib$name.so"
  install -m 644 "$build/lib$name.a" "$prefix/lib/lib$name.a"
  for source in "${headers[@]}"; do install -m 644 "$headers_folder/$source" "$prefix/include/"; done
  cat > "$prefix/lib/pkgconfig/$name.pc" <<PC
prefix=$prefix
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: $name
Description: $description
Version: $version
Libs: -L\${libdir} -l$name
Libs.private: $private
Cflags: -I\${includedir}
PC
  echo "lib$name $version ($form): $(stat -c %s "$shared") bytes shared," \
    "$(stat -c %s "$build/lib$name.a") static"
}

for line in "${libraries[@]}"; do
  IFS='|' read -r name form module folder interface headers below library_version description \
    <<< "$line"
  install_library "$name" "$form" "$module" "$folder" "$interface" "$headers" \
    "$library_version" "$description" "$below"
done
[ "$libraries_only" = no ] || exit 0

# Help as text of a manual page: a line that ends with a colon, after an empty one, is a heading. A page
# indents by seven columns, so that two of the help's own go.
manual_text() {
  sed -e 's/\\/\\e/g' -e "s/^[.']/\\\\\&&/" -e 's/-/\\-/g' -e 's/^  //' |
    awk 'BEGIN { empty = 1 }
      empty && length < 30 && /^[A-Z][^.:]*:$/ { sub(/:$/, ""); print ".fi\n.SS " $0 "\n.nf"; empty = 1; next }
      /^Usage: / { sub(/^Usage: /, ""); print ".fi\n.SS Usage\n.nf" }
      /^$/ { empty++; next }
      { if (empty && printed) print ""; empty = 0; printed = 1; print }'
}

# The manual page: the help of the program, of each of its commands, and of its files and statuses.
manual_page() { # PROGRAM
  local program=$1 name
  local -x COLUMNS=73
  echo ".TH DRAINBENCH 1 \"$(date -u -r CHANGELOG.md +%F)\"" \
    "\"drainbench $version\" \"User Commands\""
  echo ".SH NAME"
  echo "drainbench \\- $("$program" --help | head -1 | sed 's/\.$//' | manual_text)"
  echo ".SH SYNOPSIS" && "$program" --help | sed -n 's/^Usage: //p' | manual_text
  echo ".SH DESCRIPTION" && echo ".nf"
  "$program" --help | sed '1,/^Usage/d' | manual_text
  echo ".fi"
  for name in $("$program" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
    echo ".SH DRAINBENCH ${name^^}" && echo ".nf"
    "$program" help "$name" | manual_text
    echo ".fi"
  done
  echo ".SH FILES" && echo ".nf"
  "$program" help files | sed 1,2d | manual_text
  echo ".fi" && echo ".SH EXIT STATUS" && echo ".nf"
  "$program" help status | manual_text
  echo ".fi" && echo ".SH ENVIRONMENT" && echo ".nf"
  manual_text << 'TEXT'
COLUMNS     columns of tables and help where the output is no terminal
NO_COLOR    not empty: no colours
TMPDIR      where recordings are unpacked and servers run
TEXT
  echo ".fi"
}

swift build -c release --product drainbench --static-swift-stdlib >&2
program=$(swift build -c release --show-bin-path)/drainbench
install -s -m 755 "$program" "$prefix/bin/drainbench"
mkdir -p "$prefix"/share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
"$program" completions bash > "$prefix/share/bash-completion/completions/drainbench"
"$program" completions zsh > "$prefix/share/zsh/site-functions/_drainbench"
"$program" completions fish > "$prefix/share/fish/vendor_completions.d/drainbench.fish"
manual_page "$program" > "$prefix/share/man/man1/drainbench.1"
echo "drainbench $version: $(stat -c %s "$prefix/bin/drainbench") bytes"
