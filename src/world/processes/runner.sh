#!/bin/sh
# Supervises one worker: starts it once, records how it ended, ends its whole tree when asked. Outlives the
# coordinator that started it; the two speak through the files of the run directory and three signals.
#
#   runner.sh SUBREAPER PERL SESSION CEILING_SECONDS RUN_DIRECTORY GRACE_MS SIGNAL SIGNAL_GRACE_MS SCRATCH LIMITS \
#     COMMAND [ARGUMENT...]
#
# TERM: SIGNAL (INT, TERM, or empty for none) to the worker's group and time for it, TERM to the tree, grace, KILL. USR1:
# KILL now. ALRM: the ceiling, like TERM. Other signals do nothing.
# The worker's input, output and error are descriptors 6, 7 and 8. SUBREAPER 1: orphans of the tree become children of
# this process.
# SCRATCH: the directory for temporary files that goes when the tree is gone, or empty.
# LIMITS is empty, or letter of `ulimit`, soft and hard value, again and again: n 4096 4096 t 60 65.
# PERL is empty where there is none: then they are still 0, 1 and 2, the worker's environment may gain PWD, and nothing
# is proven at the end.
#
# Only children that were not waited for are signalled, so a reused process id cannot be hit. All code is in functions
# run by the last line, and other files are read at the start: a shell reads its script as it goes, and these files may be
# replaced while a worker runs.

# Sets `start` (what tells this process from a later one of the same pid), `state` and `leader` (of its session); false
# when there is no such process.
look() {
  if [ -r /proc/self/stat ]; then
    stat=
    { while IFS= read -r line || [ -n "$line" ]; do stat=$line; done; } 2>/dev/null <"/proc/$1/stat" || return 1
    # The name in parentheses may hold anything, also `)` and newlines: what counts follows the last `)`.
    set -- ${stat##*) }
    [ $# -ge 20 ] || return 1
    state=$1 leader=$4
    shift 19
    start=$1
  else
    set -- $(LC_ALL=C ps -o state=,lstart= -p "$1")
    [ $# -ge 6 ] || return 1
    state=$1 leader=$worker
    start=$2_$3_$4_$5_$6
  fi
}

worker_lives() {
  look "$worker" || return 1
  case $start:$state in
    "$worker_start":[ZXx]*) return 1 ;;
    "$worker_start":*) return 0 ;;
  esac
  return 1
}

# Sets `up` (seconds since boot, two decimals) and `now`, hundredths of a second that this process was awake: what passes
# between two looks counts as two seconds at most, so that a machine that slept ends nobody.
clock() {
  if [ -r /proc/uptime ] && read -r up rest </proc/uptime; then
    at=$((${up%.*} * 100 + 1${up#*.} - 100))
  else
    up= at=$(($(date +%s) * 100))
  fi
  step=$((at - ${seen_at:-$at})) seen_at=$at
  [ "$step" -le 200 ] || step=200
  [ "$step" -lt 0 ] || now=$((now + step))
}

# In the background, because a foreground command holds back traps. In bash without `wait`, see watch.
pause() {
  if [ -z "${BASH_VERSION-}" ]; then
    sleep "$1" &
    sleeper=$!
    wait "$sleeper"
  elif [ -n "$perl" ]; then
    read -r -t "$1" -u 9 rest
  else
    sleep "$1"
  fi
}

# Takes the exit status of a worker that has ended. Deaf meanwhile, so that no signal to us can pass for that status; what
# is missed then would only have hurried the end of leftovers. `$1`: what an earlier `wait` said, for shells that forget.
collect() {
  trap '' TERM USR1 ALRM INT HUP QUIT PIPE USR2
  wait "$worker"
  code=$?
  [ "$code" != 127 ] || code=${1:-127}
  record_exit
  listen
}

collect_if_ended() {
  [ -n "$code" ] || worker_lives || collect
}

# In place, into space that was reserved before the start: a full disk loses no exit code.
record_exit() {
  clock
  [ ${#up} -le 9 ] || up=${up%.*}
  printf '%-63.63s\n' "exit $code ${reason:-self} $boot $up" 1<>"$run/status"
  mv -f "$run/status" "$run/exit"
}

# The first reason wins, except that `kill` always does. A signal that arrives just before `wait` begins would go
# unnoticed until the worker ends: the end of `nudge` interrupts that wait.
asked() {
  interrupted=1
  [ -n "$reason" ] && [ "$1" != kill ] || reason=$1
  if [ -n "$waiting" ]; then
    trap 'interrupted=1' CHLD
    sleep 0.05 &
    nudge=$!
  fi
}

listen() {
  trap 'asked term' TERM
  trap 'asked kill' USR1
  trap 'asked ceiling' ALRM
  trap 'interrupted=1' INT HUP QUIT PIPE USR2
}

# Of the worker only: this process must be able to write its records. The soft limit first, for it may not exceed the
# hard one. Without core files, which would end up in a commit; a worker that wants them can have them.
limit_worker() {
  ulimit -S -c 0
  while [ $# -ge 3 ]; do
    if ! ulimit -S "-$1" "$2" || ! ulimit -H "-$1" "$3"; then
      echo "coordinator: cannot limit the worker (ulimit -$1 $2)" >&2
      exit 126
    fi
    shift 3
  done
}

start_worker() {
  if [ -n "$perl" ]; then
    (
      umask "$mask"
      limit_worker $limits
      PERL_BADLANG=0 exec "$perl" "$session" "$$" "$run/owner" "$@"
    ) <&6 >&7 2>&8 5>&- 6<&- 7>&- 8>&- 9<&- &
  else
    (
      umask "$mask"
      limit_worker $limits
      PATH=$given_path
      exec setsid env --default-signal=INT,QUIT -- "$@"
    ) <&6 >&7 2>&8 5>&- 6<&- 7>&- 8>&- 9<&- &
  fi
  worker=$!
  worker_start=0
  ! look "$worker" || worker_start=$start
  exec 6<&- 7>&- 8>&-
}

# Before that a signal could reach the copy of this shell that is about to become the worker, and get lost.
await_session() {
  tries=0
  while [ -n "$perl" ] && [ "$tries" -lt 400 ] && worker_lives && [ "$leader" != "$worker" ]; do
    tries=$((tries + 1))
    pause 0.005
  done
}

# Where it cannot be written, the command has not begun yet, and never will.
write_owner() {
  look "$$"
  printf 'v3 %s %s %s %s %s %s .\n' "$$" "$start" "$worker" "$worker_start" "$boot" "$subreaper" >"$run/owner.new" &&
    mv -f "$run/owner.new" "$run/owner" && return
  ! worker_lives || kill -s KILL "$worker"
  exit 74
}

# Until the worker has ended, or its end was asked for. `wait` returns above 128 for a signal to us too, which looks like
# an exit. In bash a signal during `wait` can even lose the status of a child, so there the worker is looked at; and its
# `read -t` takes the alarm away, so there the ceiling is looked at too.
watch() {
  clock
  ceiling=$((now + ceiling * 100))
  while [ -z "$reason" ] && [ -z "$code" ]; do
    if [ -n "${BASH_VERSION-}" ]; then
      pause 0.2
      collect_if_ended
      clock
      [ "$now" -lt "$ceiling" ] || asked ceiling
    else
      wait_for_worker
    fi
  done
}

wait_for_worker() {
  waiting=1 interrupted=
  wait "$worker"
  status=$?
  waiting=
  trap - CHLD
  worker_lives && return
  if [ -n "$interrupted" ]; then
    collect "$status"
  else
    code=$status
    record_exit
  fi
}

main() {
  subreaper=$1 perl=$2 session=$3 ceiling=$4 run=$5 grace=$(($6 / 10)) signal=$7 signal_grace=$(($8 / 10)) scratch=$9
  shift 9
  limits=$1
  shift
  . "${0%/*}/ending.sh"
  . "${0%/*}/scratch.sh"
  set -f
  reason= code= interrupted= waiting= sleeper= nudge= seen_at= now=0 noted=0
  listen
  given_path=$PATH mask=$(umask) children=/proc/$$/task/$$/children
  PATH=/usr/bin:/bin:$PATH
  umask 077
  [ -n "$perl" ] || exec 6<&0 7>&1 8>&2 </dev/null >/dev/null 2>>"$run/runner.err"
  mkdir "$run/claim" 2>/dev/null || exit 75
  [ -r "$children" ] || subreaper=0
  boot=
  if [ -r /proc/sys/kernel/random/boot_id ]; then
    read -r boot </proc/sys/kernel/random/boot_id
  else
    boot=$(sysctl -n kern.bootsessionuuid)
  fi
  start_worker "$@"
  await_session
  write_owner
  watch
  ask_worker
  ask_tree
  kill_tree || return 70
  collect_if_ended
  [ "$subreaper" = 1 ] || return 0
  mv -f "$run/drain" "$run/drained"
  [ -z "$scratch" ] || clear_scratch "$scratch"
}

main "$@"; exit
