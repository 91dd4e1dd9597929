# How a runner ends its tree: read by runner.sh as it starts, which owns the variables used here.

# Sets `kids`, the own children without own sleepers; false when the kernel does not tell.
own_children() {
  kids=
  if [ "$subreaper" = 0 ]; then
    [ -n "$code" ] || kids=$worker
    return 0
  fi
  all=
  [ -r "$children" ] || return 1
  read -r all <"$children" || :
  for kid in $all; do
    [ "$kid" = "$sleeper" ] || [ "$kid" = "$nudge" ] || kids="$kids $kid"
  done
}

# True when nothing is left. The list of children is empty for a moment while one ends: "none" must be read three times.
alone() {
  seen=0
  while own_children && [ -z "$kids" ]; do
    seen=$((seen + 1))
    [ "$seen" -lt 3 ] || return 0
    pause 0.02
  done
  return 1
}

# To the worker's group, and CONT, for what is suspended hears nothing. Only while the worker is not waited for.
tell_group() {
  kill -s "$1" -- "-$worker" && kill -s CONT -- "-$worker"
}

# The signal on which this worker's program ends well, to its group, and time of its own for it; nobody else is asked yet.
# When the worker is a mere launcher its program is in the group and goes on for a moment: what stays has two seconds.
ask_worker() {
  if [ -z "$signal" ] || [ -n "$code" ] || [ "$reason" = kill ] || ! worker_lives; then return 0; fi
  tell_group "$signal"
  clock
  limit=$((now + signal_grace)) launched=
  while [ "$reason" != kill ] && [ "$now" -lt "$limit" ]; do
    collect_if_ended
    if [ -n "$code" ]; then
      kill -s 0 -- "-$worker" 2>/dev/null || return 0
      [ -n "$launched" ] || [ "$((limit - now))" -le 200 ] || limit=$((now + 200))
      launched=1
    fi
    pause 0.1
    clock
  done
}

# TERM, once to each, also to those that become children only now, and CONT; until none is left, time is over, or KILL is asked.
ask_tree() {
  [ "$reason" != kill ] || return 0
  clock
  limit=$grace
  [ -z "$code" ] || [ "$limit" -le 200 ] || limit=200
  limit=$((now + limit))
  told=
  if [ -z "$code" ] && worker_lives && tell_group TERM; then told=" $worker "; fi
  while [ "$reason" != kill ] && [ "$now" -lt "$limit" ]; do
    collect_if_ended
    ! alone || return 0
    for kid in $kids; do
      case $told in
        *" $kid "*) ;;
        *) note_leftover; kill -s TERM "$kid"; kill -s CONT "$kid"; told="$told $kid " ;;
      esac
    done
    pause 0.1
    clock
  done
}

# What a worker that has ended left running, for a person: program and first argument of each, the first eight.
note_leftover() {
  if [ -z "$code" ] || [ "$noted" -ge 8 ] || [ ! -r "/proc/$kid/cmdline" ]; then return 0; fi
  noted=$((noted + 1))
  tr '\0\n\t' '\t  ' <"/proc/$kid/cmdline" | cut -f 1,2 | cut -c 1-200 >>"$run/leftovers"
}

# Ends children until there is none: whatever a dying tree forks ends up here. As long as others come it goes on, for
# without this process they would belong to nobody; false when the same ones stay for ten seconds, or after ten minutes.
kill_tree() {
  if [ -z "$code" ] && worker_lives; then kill -s KILL -- "-$worker"; fi
  clock
  began=$now since=$now stuck= round=0
  while [ "$((now - since))" -lt 1000 ] && [ "$((now - began))" -lt 60000 ]; do
    collect_if_ended
    ! alone || return 0
    for kid in $kids; do kill -s KILL "$kid" 2>/dev/null; done
    round=$((round + 1))
    [ "$((round % 20))" = 0 ] || continue
    [ "$kids" = "$stuck" ] || since=$now
    stuck=$kids
    pause 0.01
    clock
  done
  return 1
}
