# Takes away the directory that an attempt had for temporary files: read by runner.sh, and by the coordinator for a runner
# that could not.

# Sets `point`, a place at or below the directory `$1` where something is mounted, or empty; false when it cannot be told.
# A bind mount has the device of what lies around it: `find -xdev` would enter it.
find_mount() {
  point=
  cd -P -- "${1%/*}/" || return 1
  here=${PWD%/}/${1##*/}
  cd /
  if [ -r /proc/self/mountinfo ]; then
    escape_path "$here"
    listed=
    while read -r id parent device root point options; do
      listed=1
      case $point in
        "$escaped" | "$escaped"/*) return 0 ;;
      esac
    done </proc/self/mountinfo
    point=
    [ -n "$listed" ]
  else
    [ "$(uname)" = Darwin ] && table=$(/sbin/mount) && [ -n "$table" ] || return 1
    case $table in
      *" on $here ("* | *" on $here/"*) point=$here ;;
    esac
  fi
}

# Sets `escaped`, the path `$1` as the kernel writes it: space, tab, newline and backslash in octal.
escape_path() {
  escaped= left=$1
  while [ -n "$left" ]; do
    tail=${left#?}
    char=${left%"$tail"}
    case $char in
      ' ') char='\040' ;;
      '	') char='\011' ;;
      '
') char='\012' ;;
      '\') char='\134' ;;
    esac
    escaped=$escaped$char left=$tail
  done
}

# Some shells' `echo` would change a backslash.
note_kept() {
  printf 'coordinator: %s is kept, for %s\n' "$1" "$2" >&2
}

# Nothing may use `$1` any more. It stays when it is no directory, or holds what may be somebody's: a git checkout, a
# file of another user, or a place where something is mounted. Never leads out of it: no link is followed.
clear_scratch() {
  [ -d "$1" ] && [ ! -L "$1" ] || return 0
  if ! find_mount "$1"; then
    note_kept "$1" 'what is mounted in it cannot be told'
    return 0
  elif [ -n "$point" ]; then
    note_kept "$1" "something is mounted at $point"
    return 0
  fi
  # What may not be written to, such as a cache of modules, could not be emptied, and might hide something.
  find "$1" -xdev -type d ! -perm -700 -exec chmod u+rwx {} \;
  kept=$(find "$1" -xdev \( -name .git -o ! -uid "$(id -u)" \) -print | head -n 1)
  if [ -n "$kept" ]; then
    note_kept "$1" "it holds $kept"
    return 0
  fi
  find "$1" -xdev -depth -delete
}
