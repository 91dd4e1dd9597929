#!/bin/sh
# Prepares a new worktree, then becomes the worker: the same process, session and tree, under the same runner.
#
#   setup.sh RUN_DIRECTORY LOG MARK HIDDEN_VARIABLE SETUP PROGRAM [ARGUMENT...]
#
# RUN_DIRECTORY/setup, written in place into space that was reserved before the start, says how it went: blank while
# the command SETUP runs, and where that was interrupted, `failed CODE`, or `done`. MARK is made when it did well. SETUP gets all that the worker gets
# but its input and HIDDEN_VARIABLE; the worker's environment may gain PWD.
#
# All code is in a function run by the last line: a shell reads its script as it goes, and this file may be replaced.
main() {
  run=$1 log=$2 mark=$3 hidden=$4 setup=$5
  shift 5
  printf '%s\n' '--- worktrees.setup' >>"$log"
  # It goes to the whole group, and bash forgets it when the command ends well because of it. The command gets no handler.
  interrupted=
  trap 'interrupted=1' INT
  (
    [ -z "$hidden" ] || unset "$hidden"
    exec /bin/sh -c "$setup"
  ) </dev/null >>"$log" 2>&1
  code=$?
  [ -z "$interrupted" ] || exit 130
  if [ "$code" != 0 ]; then
    printf '%-15.15s\n' "failed $code" 1<>"$run/setup"
    exit "$code"
  fi
  printf '%s\n' "$setup" >"$mark"
  printf '%-15.15s\n' done 1<>"$run/setup"
  trap - INT
  [ -z "$interrupted" ] || exit 130
  exec "$@"
}

main "$@"; exit
