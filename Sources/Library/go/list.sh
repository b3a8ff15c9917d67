#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# list.sh — writes Sources/Library/files.h, the list of the files to embed, from what is in this folder.
# Run it after adding, renaming or removing a .go file; LibraryTests fails when it was forgotten.
set -eu
cd "$(dirname "$0")"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{
  echo '// SPDX-License-Identifier: Apache-2.0'
  echo '//'
  echo '// files.h — every Go source of the library, sorted by import path and name. Written by go/list.sh.'
  echo '// clang-format off'
  find . -name '*.go' | sed 's,^\./,,; s,^\(.*\)/\([^/]*\)$,\1 \2,' | LC_ALL=C sort -k1,1 -k2,2 |
    while read -r package name; do
      echo "FILE_BEGIN(\"$package\", \"$name\")"
      echo "#embed \"go/$package/$name\""
      echo 'FILE_END'
    done
} >"$new"
cmp -s "$new" ../files.h || cat "$new" >../files.h
