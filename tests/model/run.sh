#!/usr/bin/env bash
# run.sh [--short] WORK: checks pbft.pml in the folder WORK with spin: every small configuration without a bug must hold in all its states,
# the large ones in those that are reached within three minutes each, and every planted bug must be found. --short: the smallest
# configuration and the planted bugs only. Exit code 1 if anything is otherwise.
set -euo pipefail
model=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/pbft.pml
short=
[ "${1:-}" != --short ] || { short=yes; shift; }
work=${1:?a folder to work in}
mkdir -p "$work"
cd "$work"
failed=0

# check EXPECTED NAME SECONDS [-DNAME...]: EXPECTED is "holds" or "found".
check() {
  local expected=$1 name=$2 seconds=$3 folder out verdict status=0
  shift 3
  folder=$(mktemp -d "$work/XXXXXX")
  (cd "$folder" && spin -a "$@" "$model" >spin.txt && gcc -O2 -w -DSAFETY -DCOLLAPSE -DMEMLIM=3000 -o pan pan.c) ||
    { cat "$folder/spin.txt"; rm -rf "$folder"; return 1; }
  out=$(cd "$folder" && timeout "$seconds" ./pan -m100000 -w24 2>&1) || status=$?
  local states
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' <<<"$out")
  if grep -q 'assertion violated' <<<"$out"; then verdict=found
  elif grep -q 'errors: 0' <<<"$out" && [ "$status" -eq 0 ] && ! grep -qE 'max search depth too small|out of memory|pan: reached' <<<"$out"; then verdict=holds
  else verdict="no answer within $seconds s and 3 GB"; fi
  printf '%-58s %12s states  %s\n' "$name" "${states:-?}" "$(case $verdict in holds) echo "no violation" ;; found) echo "violation found" ;; *) echo "$verdict" ;; esac)"
  [ "$verdict" = "$expected" ] || failed=1
  rm -rf "$folder"
}

check holds "one height, two views, Byzantine primary of view 0" 600 -DH=1 -DV=2 -DBYZ=0
check found "  bug: prepared certificates left out of the view change" 600 -DH=1 -DV=2 -DBYZ=0 -DFORGET_PREPARED
check found "  bug: quorums of 2" 600 -DH=1 -DV=2 -DBYZ=0 -DSMALL_QUORUM
check found "  bug: a Byzantine primary's NewView is believed" 600 -DH=1 -DV=2 -DBYZ=1 -DTRUST_PLAN
# search NAME [-DNAME...]: three minutes of a space that is too large to be exhausted; states are remembered by hash bits only.
search() {
  local name=$1 folder out
  shift
  folder=$(mktemp -d "$work/XXXXXX")
  (cd "$folder" && spin -a "$@" "$model" >spin.txt && gcc -O2 -w -DSAFETY -DBITSTATE -o pan pan.c) ||
    { cat "$folder/spin.txt"; rm -rf "$folder"; return 1; }
  out=$(cd "$folder" && ./pan -m100000 -w32 -Q3 2>&1) || true
  printf '%-58s %12s states  %s\n' "$name" "$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' <<<"$out")" \
    "$(grep -q 'assertion violated' <<<"$out" && echo "violation found" || echo "no violation among these; not all states")"
  if grep -q 'assertion violated' <<<"$out" || ! grep -q 'errors: 0' <<<"$out"; then failed=1; fi
  rm -rf "$folder"
}

if [ -z "$short" ]; then
  check holds "one height, two views, Byzantine primary of view 1" 900 -DH=1 -DV=2 -DBYZ=1
  check holds "one height, two views, Byzantine backup" 900 -DH=1 -DV=2 -DBYZ=3
  search "one height, three views, Byzantine primary of view 0" -DH=1 -DV=3 -DBYZ=0
  search "one height, three views, Byzantine primary of view 1" -DH=1 -DV=3 -DBYZ=1
  search "two heights, two views, Byzantine primary of view 0" -DH=2 -DV=2 -DBYZ=0
fi
exit "$failed"
