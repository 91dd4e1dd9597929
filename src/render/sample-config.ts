/**
 * A first `coordinator.yml`: the sample with every key and its default as a comment, and what was chosen in force.
 */

/** What a person chose; null = the default, which stays a comment. */
export interface ConfigChoices {
  readonly repository: string | null;
  readonly label: string | null;
  readonly agent: string;
  /** Program and arguments of the agent `mine`; null = the agent is a built-in one. */
  readonly command: readonly string[] | null;
  readonly max: number | null;
  /** Variables to let through to workers. */
  readonly env: readonly string[];
}

/** How the sample calls an agent that is a person's own program. */
export const ownAgent = 'mine';

/** Where editors find the schema: in the package of the newest version, since a file outlives a version. */
const schemaLine =
  '# yaml-language-server: $schema=https://unpkg.com/worktree-coordinator/schemas/config.schema.json';

/** `sample`: the text of templates/coordinator.yml. */
export const renderSampleConfig = (sample: string, choices: ConfigChoices): string => {
  const chosen = new Map(
    [
      ['repository', choices.repository],
      ['github.label', choices.label],
      ['workers.agent', choices.agent],
      ['workers.max', choices.max],
      ['workers.env', choices.env.length === 0 ? null : `[${choices.env.map(scalarOf).join(', ')}]`],
    ].flatMap(([key, value]): readonly [string, string][] =>
      value === null ? [] : [[String(key), key === 'workers.env' ? String(value) : scalarOf(String(value))]],
    ),
  );
  const sections = new Set([...chosen.keys()].map((key) => key.split('.')[0]));
  if (choices.command !== null) sections.add('agents');
  let section = '';
  const lines = sample.split('\n').map((line) => {
    const [, top, rest = ''] = /^# (\w+):(.*)$/.exec(line) ?? [];
    if (top !== undefined) {
      section = top;
      const value = chosen.get(top);
      if (value !== undefined) return `${top}: ${value}`;
      return sections.has(top) && rest === '' ? `${top}:` : line;
    }
    if (section === 'agents') return choices.command === null ? line : ownAgentLine(line, choices.command);
    const key = /^# {3}(\w+):/.exec(line)?.[1];
    const value = key === undefined ? undefined : chosen.get(`${section}.${key}`);
    return value === undefined ? line : `  ${key}: ${value}`;
  });
  return `${schemaLine}\n${lines.join('\n')}`;
};

const ownAgentLine = (line: string, command: readonly string[]): string => {
  if (/^# {3}mine:/.test(line)) return `  ${ownAgent}:`;
  return /^# {5}command:/.test(line) ? `    command: ${JSON.stringify(command)}` : line;
};

/** As YAML: plain where that is safe, else quoted as in JSON. */
const scalarOf = (text: string): string =>
  /^(?:\d{1,4}|[A-Za-z][\w./-]*)$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
