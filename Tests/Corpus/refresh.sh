#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# refresh.sh — makes every expectation of the corpus anew with real Go and reports what differs.
#
#   GO=/path/go GO119=/path/go1.19 Tests/Corpus/refresh.sh [-w] [GROUP[/NAME] …]
#
# Without -w it only compares (exit 1 when something differs); with -w it writes the files.
# GO is a current Go, GO119 a Go 1.19 (only the group `escape` uses it). Inlining is off, so that traces
# show every function under its own name.
set -u
GO=${GO:-go}
GO119=${GO119:-/usr/lib/go-1.19/bin/go}
here=$(cd "$(dirname "$0")" && pwd)
write=0
[ "${1:-}" = -w ] && { write=1; shift; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod GOWORK=off
unset GOTRACEBACK GODEBUG GOGC GOMEMLIMIT GOMAXPROCS
differ=0 count=0

say() { differ=$((differ + 1)); echo "$1: $2"; }

# expect NAME ACTUAL EXPECTED: compares or writes one expectation file.
expect() {
  if [ "$write" = 1 ]; then
    if [ -s "$2" ]; then
      cmp -s "$2" "$3" || { cp "$2" "$3" && echo "wrote ${3#"$here"/}"; }
    else
      rm -f "$3"
    fi
  elif [ -s "$2" ]; then
    cmp -s "$2" "$3" || { say "$1" "${3##*/} differs"; diff "$3" "$2" | head -20; }
  elif [ -s "$3" ]; then
    say "$1" "${3##*/} should be empty"
  fi
}

directive() { sed -n "2,6s|^// $1: ||p" "$2" | head -1; }

# execute NAME SOURCE BINARY BASE FILES: runs a program and checks exit status, output and report.
execute() {
  local name=$1 source=$2 binary=$3 base=$4 files=$5 kind status wanted input args
  kind=$(head -1 "$source")
  input=$(directive stdin "$source"); args=$(directive args "$source")
  [ -n "$input" ] && input="$(dirname "$source")/$input"
  # shellcheck disable=SC2086
  (cd "$work/cwd" && timeout 120 "$binary" $args <"${input:-/dev/null}" >"$work/out" 2>"$work/raw")
  status=$?
  case $kind in
    '// run') wanted=0 ;;
    '// panic' | '// fatal') wanted=2 ;;
    '// exit '*) wanted=${kind#// exit } ;;
    *) say "$name" "unknown directive $kind"; return ;;
  esac
  [ "$status" = "$wanted" ] || { say "$name" "exit status $status, wanted $wanted"; head -5 "$work/raw"; }
  awk -v files=" $files " -f "$here/normalise.awk" "$work/raw" >"$work/err"
  expect "$name" "$work/out" "$base.out"
  expect "$name" "$work/err" "$base.err"
}

# errors NAME SOURCE TEXT: matches a compiler's messages with the ERROR comments in place.
errors() {
  python3 - "$1" "$2" "$3" <<'P' || differ=$((differ + 1))
import re, sys
name, source, text = sys.argv[1:]
want = {}
for n, line in enumerate(open(source), 1):
    m = re.search(r'// ERROR ((?:"(?:[^"\\]|\\.)*"\s*)+)$', line)
    if m:
        want[n] = [re.sub(r'\\"', '"', r) for r in re.findall(r'"((?:[^"\\]|\\.)*)"', m.group(1))]
bad = []
if not want: sys.exit(0)  # lines that cannot hold a comment: NAME.err alone tells
for line in open(text):
    m = re.match(r'[^:\t]+:(\d+)(?::\d+)?: (.*)', line)
    if not m:
        if line[0] != '\t': bad.append('stray: ' + line.rstrip())
        continue
    n, message = int(m.group(1)), m.group(2)
    if message == 'too many errors': continue
    for rx in want.get(n, []):
        if re.search(rx, message):
            want[n].remove(rx)
            break
    else:
        bad.append('unexpected: ' + line.rstrip())
bad += ['%d: missing "%s"' % (n, rx) for n in want for rx in want[n]]
for b in bad: print(name + ': ' + b)
sys.exit(bool(bad))
P
}

selected() {
  [ ${#wanted_names[@]} = 0 ] && return 0
  for pattern in "${wanted_names[@]}"; do
    case $1 in "$pattern" | "$pattern"/*) return 0 ;; esac
  done
  return 1
}
wanted_names=("${@%.go}")

mkdir -p "$work/mod" "$work/mod19" "$work/bin" "$work/cwd"
version=$("$GO" env GOVERSION); version=${version#go}; version=${version%.*}
printf 'module corpus\n\ngo %s\n' "$version" >"$work/mod/go.mod"
printf 'module corpus\n\ngo 1.19\n' >"$work/mod19/go.mod"

programs=()
for source in "$here"/*/*.go; do
  group=$(basename "$(dirname "$source")"); name=$group/$(basename "$source" .go)
  selected "$name" || continue
  count=$((count + 1)); base=${source%.go}; file=$(basename "$source")
  case $(head -1 "$source") in
    '// errorcheck')
      mkdir -p "$work/mod/$name"; cp "$source" "$work/mod/$name/"
      (cd "$work/mod" && "$GO" build -gcflags=-l -o "$work/discard" "./$name") >"$work/raw" 2>&1 && say "$name" "compiles"
      grep -v '^#' "$work/raw" | sed -E 's,^runtime\.main_main·f: ,,; s, \(/[^)]*\),,; s,[^ 	(]*/([^/ ]*\.go:[0-9]),\1,g' >"$work/err"
      rm -rf "${work:?}/mod/$name"
      errors "$name" "$source" "$work/err"
      expect "$name" "$work/err" "$base.err"
      ;;
    '// escape')
      mkdir -p "$work/mod19/$name"; cp "$source" "$work/mod19/$name/"
      (cd "$work/mod19" && "$GO119" build -gcflags='-m -l' -o "$work/discard" "./$name") >"$work/raw" 2>&1 || say "$name" "does not compile"
      grep -E "^[^:]*$file:[0-9]" "$work/raw" | sed -E 's,^[^:]*/,,' >"$work/escape"
      expect "$name" "$work/escape" "$base.escape"
      ;;
    *)
      mkdir -p "$work/mod/$name"; cp "$source" "$work/mod/$name/"
      programs+=("$name")
      ;;
  esac
done

# All programs of a group are built by one command, which is many times faster than one by one.
for group in $(printf '%s\n' "${programs[@]%%/*}" | sort -u); do
  [ -n "$group" ] || continue
  mkdir -p "$work/bin/$group"
  (cd "$work/mod" && "$GO" build -gcflags=-l -o "$work/bin/$group/" "./$group/...") 2>&1 | head -40
done
for name in "${programs[@]}"; do
  source=$here/$name.go
  [ -x "$work/bin/$name" ] || { say "$name" "does not build"; continue; }
  execute "$name" "$source" "$work/bin/$name" "$here/$name" "$(basename "$source")"
done

for dir in "$here"/*/*.dir; do
  [ -d "$dir" ] || continue
  name=$(basename "$(dirname "$dir")")/$(basename "$dir" .dir)
  selected "$name" || continue
  count=$((count + 1)); base=${dir%.dir}; copy=$work/dir/$name
  mkdir -p "$copy"; cp -R "$dir/." "$copy/"
  files=$(cd "$dir" && find . -name '*.go' | sed 's,.*/,,' | tr '\n' ' ')
  main=$dir/main.go
  if [ "$(head -1 "$main")" = '// errorcheck' ]; then
    (cd "$copy" && "$GO" build -gcflags=-l -o "$work/discard" .) >"$work/raw" 2>&1 && say "$name" "compiles"
    grep -v -e '^#' -e '^package ' "$work/raw" | sed -E 's,^\./,,; s,^[ 	]+,,' >"$work/err"
    errors "$name" "$main" "$work/err"
    expect "$name" "$work/err" "$base.err"
    continue
  fi
  if (cd "$copy" && "$GO" build -gcflags=-l -o "$work/bin/program" .) 2>&1; then
    execute "$name" "$main" "$work/bin/program" "$base" "$files"
  else
    say "$name" "does not build"
  fi
done

echo "$count programs, $differ differences"
[ "$differ" = 0 ]
