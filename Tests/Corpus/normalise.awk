# SPDX-License-Identifier: Apache-2.0
#
# normalise.awk — makes a panic or fatal error report comparable between runs, machines and runtimes.
# The rules are those of README.md, "Normaliser". `-v files=" a.go b.go "` names the program's own files.

function flush_header() {
  if (header != "") { emit(""); emit(header); header = "" }
}
function emit(line) {
  if (line == "") { blank = 1; return }
  if (blank && printed) print ""
  blank = 0; printed = 1
  print line
}
function own(line,   path) {
  path = line
  sub(/^\t/, "", path); sub(/:[0-9]+( .*)?$/, "", path); sub(/.*\//, "", path)
  return index(files, " " path " ") > 0
}
function plain(line) {
  gsub(/0x[0-9a-f]+/, "0x?", line)
  line = goroutines(line)
  return line
}
# goroutine 1 stays 1, any other number becomes ?; thread details of newer runtimes go.
function goroutines(line,   out, n) {
  sub(/ gp=0x[0-9a-f?]+ m=[0-9a-z]+( mp=0x[0-9a-f?]+)?/, "", line)
  out = ""
  while (match(line, /goroutine [0-9]+/)) {
    n = substr(line, RSTART + 10, RLENGTH - 10)
    out = out substr(line, 1, RSTART - 1) "goroutine " (n == "1" ? "1" : "?")
    line = substr(line, RSTART + RLENGTH)
  }
  return out line
}
# A line is held until the next one tells whether it is the function line of a frame.
function release() {
  if (!holding) return
  holding = 0
  if (held == "runtime stack:") { header = ""; return }
  if (held ~ /^goroutine [0-9]+ .*\[.*\]:$/) { header = plain(held); return }
  if (held ~ /^exit status [0-9]+$/) return
  if (held ~ /^\.\.\.[0-9]+ frames elided\.\.\.$/) held = "...? frames elided..."
  if (header != "" && held != "" && held !~ /^\.\.\./) header = ""
  if (held != "") flush_header()
  emit(plain(held))
}
/^\t.*\.(go|s):[0-9]+( |$)/ && holding {
  call = held; holding = 0
  if (!own($0)) next
  flush_header()
  if (call ~ /\)$/) sub(/\([^()]*\)$/, "(...)", call)
  emit(plain(call))
  place = $0
  sub(/^\t/, "", place); sub(/ .*$/, "", place); sub(/.*\//, "", place)
  emit("\t" place)
  next
}
{ release(); held = $0; holding = 1 }
END { release() }
