#!/usr/bin/env bash
# The steps of action.yml that are more than one command. It runs in the bash of
# every system that GitHub has, which may be of version 3.2.
#
#   action.sh source    which Go the sources need, and a sum of what they depend on
#   action.sh build     builds runexp from the sources beside this file
#   action.sh run       runs EXPERIMENTS (one a line) with ARGS (one a line)
#   action.sh promote   adds RUNS to the baseline PROMOTE
#
# PROGRAM is a runexp that is there already.
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
temporary=${RUNNER_TEMP:?}

# program prints the path of runexp.
program() {
  local suffix=
  case ${RUNNER_OS:-} in Windows) suffix=.exe ;; esac
  printf '%s\n' "${PROGRAM:-$temporary/runexp-bin/runexp$suffix}"
}

# output NAME VALUE sets an output of the step.
output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

# lines prints the lines of a text without the blanks around them, and no empty ones.
lines() {
  printf '%s\n' "$1" | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d'
}

# runs prints the names of all stored runs.
runs() {
  if [ -d .runexp/runs ]; then
    ls -1 .runexp/runs
  fi
}

find_source() {
  output go "$(sed -n 's/^go //p' "$sources/go.mod")"
  output sum "$(cksum <"$sources/go.sum" | tr ' ' -)"
}

build() {
  export GOMODCACHE=$temporary/runexp-go/mod GOCACHE=$temporary/runexp-go/build
  go build -C "$sources" -modcacherw -trimpath -o "$(program)" ./cmd/runexp
  "$(program)" version
}

# explain CODE tells what an exit code means where runexp annotates nothing.
explain() {
  case $1 in
    0 | 1) ;;
    2) echo '::error title=runexp::usage or file error, nothing was sent: see the log' ;;
    3) echo '::error title=runexp::nothing could be judged, or something could not and the file says inconclusive: fail' ;;
    4) echo '::error title=runexp::incomplete: a server was down, a trial had no success, or a report could not be written' ;;
    *) echo "::error title=runexp::ended with exit code $1" ;;
  esac
}

run() {
  local before line names='' code=0
  : "${EXPERIMENTS:?}" "${REPORTS:?}"
  set --
  while IFS= read -r line; do
    if [ -n "$line" ]; then set -- "$@" "$line"; fi
  done <<<"$(lines "$EXPERIMENTS" && lines "${ARGS:-}")"
  if [ -n "${BASELINE:-}" ]; then
    set -- "$@" --baseline "$BASELINE" --require-baseline
  fi
  set -- "$@" -o table -o github -o "junit=$REPORTS/" -o "html=$REPORTS/" -o "json=$REPORTS/"
  before=$(runs)
  "$(program)" run "$@" || code=$?
  while IFS= read -r line; do
    if [ -n "$line" ] && ! grep -Fqx -e "$line" <<<"$before"; then
      names="$names${names:+ }$line"
    fi
  done <<<"$(runs)"
  output run "$names"
  output exit-code "$code"
  explain "$code"
  return "$code"
}

promote() {
  local name
  for name in ${RUNS:?}; do
    "$(program)" baseline promote "$name" "${PROMOTE:?}"
  done
}

case ${1:-} in
  source) find_source ;;
  build | run | promote) "$1" ;;
  *)
    echo "usage: ${0##*/} source|build|run|promote" >&2
    exit 2
    ;;
esac
