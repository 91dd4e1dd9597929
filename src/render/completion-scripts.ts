/**
 * The scripts that `coordinator completion` prints. Each calls `coordinator __complete -- WORDS...` with the words as they are, as
 * arguments, and takes lines of `word<tab>description` back; no word and no description is evaluated.
 */

/** Shells there is a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const bash = `# bash completion for coordinator. Load it: source <(coordinator completion bash)
_coordinator() {
  local line tab=$'\\t'
  local -a values=() shown=()
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    values+=("\${line%%"$tab"*}")
    case $line in
      *"$tab"*) shown+=("\${line%%"$tab"*}  (\${line#*"$tab"})") ;;
      *) shown+=("$line") ;;
    esac
  done < <("$1" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  if [ "\${#values[@]}" -eq 1 ]; then
    COMPREPLY=("\${values[0]}")
  elif [ "\${#values[@]}" -gt 1 ]; then
    COMPREPLY=("\${shown[@]}")
  fi
}
complete -o default -F _coordinator coordinator
`;

const zsh = `#compdef coordinator
# zsh completion for coordinator. Load it: source <(coordinator completion zsh)
_coordinator() {
  local line value tab=$'\\t'
  local -a entries
  while IFS= read -r line; do
    [[ -n $line ]] || continue
    value=\${line%%$tab*}
    if [[ $line == *$tab* ]]; then
      entries+=("\${value//:/\\\\:}:\${line#*$tab}")
    else
      entries+=("\${value//:/\\\\:}")
    fi
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#entries} )); then
    _describe -V coordinator entries
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _coordinator ]]; then
  _coordinator "$@"
else
  compdef _coordinator coordinator
fi
`;

const fish = `# fish completion for coordinator. Load it: coordinator completion fish | source
function __coordinator_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    coordinator __complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c coordinator -f -a '(__coordinator_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };

/** The script of a shell. */
export const completionScriptOf = (shell: Shell): string => scripts[shell];
