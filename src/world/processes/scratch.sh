# Takes away the directory that an attempt had for temporary files: read by runner.sh, and by the coordinator for a runner
# that could not.

# Nothing may use `$1` any more. It stays when it is no directory, or holds what may be somebody's: a git checkout, or a
# file of another user. Never leads out of it: no link is followed, and no other file system that is mounted in it entered.
clear_scratch() {
  [ -d "$1" ] && [ ! -L "$1" ] || return 0
  # What may not be written to, such as a cache of modules, could not be emptied, and might hide something.
  find "$1" -xdev -type d ! -perm -700 -exec chmod u+rwx {} \;
  kept=$(find "$1" -xdev \( -name .git -o ! -uid "$(id -u)" \) -print | head -n 1)
  if [ -n "$kept" ]; then
    echo "coordinator: $1 is kept, for it holds $kept" >&2
    return 0
  fi
  find "$1" -xdev -depth -delete
}
