/** The shells that completion scripts are made for. */
export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * The completion script of a shell. It asks `slipway __complete` at each use, so it stays right when
 * the command changes. Where nothing is offered, files are.
 */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const bash = `# bash completion for slipway: source <(slipway completion bash)
_slipway() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  local -a words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${words[@]}" 2>/dev/null)
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then
    compopt -o default 2>/dev/null
    COMPREPLY=()
  fi
}
complete -F _slipway slipway
`;

const zsh = `#compdef slipway
# zsh completion for slipway: slipway completion zsh > "\${fpath[1]}/_slipway"
_slipway() {
  local -a candidates
  local value description
  while IFS=$'\\t' read -r value description; do
    [[ -n $value ]] && candidates+=("\${value//:/\\\\:}:$description")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe 'slipway' candidates
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_slipway" ]; then
  _slipway "$@"
else
  compdef _slipway slipway
fi
`;

const fish = `# fish completion for slipway: slipway completion fish > ~/.config/fish/completions/slipway.fish
function __slipway_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c slipway -a '(__slipway_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
