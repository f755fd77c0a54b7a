import type { Node } from './words.ts';

const wordsOf = ({ commands, options }: Node): string =>
  [...commands.map(({ name }) => name), ...options.map(({ long }) => long)].join(' ');

const cases = (nodes: readonly Node[]): string =>
  nodes.map((node) => `    "${node.path}") words="${wordsOf(node)}" ;;`).join('\n');

const known = (nodes: readonly Node[]): string =>
  nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => `"${path}"`)
    .join(' | ');

/** What both shells do: the words so far choose the command, and the command the words that may follow. */
const chooseWords = (nodes: readonly Node[], words: string): string => `  local command="" words="" word
  for word in ${words}; do
    case "\${command:+$command }$word" in
      ${known(nodes)}) command="\${command:+$command }$word" ;;
    esac
  done
  case "$command" in
${cases(nodes)}
  esac`;

const bash = (nodes: readonly Node[]): string => `# tocsin completion for bash: source <(tocsin completion bash)
_tocsin() {
${chooseWords(nodes, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`)}
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tocsin tocsin`;

const zsh = (nodes: readonly Node[]): string => `#compdef tocsin
# tocsin completion for zsh: source <(tocsin completion zsh)
_tocsin() {
${chooseWords(nodes, `"\${(@)words_before}"`).replace('local command', `local -a words_before=("\${(@)words[2,CURRENT-1]}")\n  local command`).replaceAll(' words=', ' choices=')}
  if [[ -n "$choices" ]]; then compadd -- \${(z)choices}; fi
  _files
}
compdef _tocsin tocsin`;

const fishCondition = (path: string): string =>
  path === ''
    ? '__fish_use_subcommand'
    : path
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');

const fish = (nodes: readonly Node[]): string =>
  [
    '# tocsin completion for fish: tocsin completion fish | source',
    ...nodes.flatMap(({ path, commands, options }) => [
      ...commands.map(
        ({ name, about }) => `complete -c tocsin -f -n '${fishCondition(path)}' -a ${name} -d '${about}'`,
      ),
      ...options.map(
        ({ long, short, about }) =>
          `complete -c tocsin -n '${fishCondition(path)}' -l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`} -d '${about}'`,
      ),
    ]),
  ].join('\n');

/** The completion script of each shell. */
export const scripts = { bash, zsh, fish } as const;
export const shells = Object.keys(scripts) as readonly (keyof typeof scripts)[];
