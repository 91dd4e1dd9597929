/** Rules about agents, and about what labels choose. */
import type { AgentSettings, LabelChoice, Settings } from '../model/settings.ts';
import type { Breach } from './breach.ts';
import { nearestOf } from './nearest.ts';

type Agents = Readonly<Record<string, AgentSettings>>;

/** Agents that cannot be started as they are written, and a `workers.agent` that there is not. */
export const agentBreaches = ({ agents, workers }: Settings, builtIn: Agents): readonly Breach[] => [
  ...commandBreaches(agents),
  ...absentBreaches(['workers', 'agent'], workers.agent, { ...builtIn, ...agents }),
  ...logBreaches(agents, builtIn),
];

const commandBreaches = (agents: Agents): readonly Breach[] =>
  Object.entries(agents)
    .filter(([, { command }]) => command.length === 0)
    .map(([name]) => ({
      path: ['agents', name],
      message:
        name.toLowerCase() === 'bylabel'
          ? `unknown key "${name}" (did you mean "byLabel"?)`
          : `agents.${name}.command is missing: expected a list of program and arguments, such as command: ["./agent.sh", "--quiet"]`,
    }));

const absentBreaches = (path: readonly string[], name: string, agents: Agents): readonly Breach[] => {
  if (Object.hasOwn(agents, name)) return [];
  const names = Object.keys(agents);
  const guess = nearestOf(name, names);
  const hint = guess === undefined ? `known: ${names.sort().join(', ')}` : `did you mean "${guess}"?`;
  return [{ path, message: `${path.join('.')}: there is no agent "${name}" (${hint})` }];
};

const logBreaches = (agents: Agents, builtIn: Agents): readonly Breach[] => {
  const formats = [...new Set(['text', ...Object.values(builtIn).map(({ log }) => log)])];
  return Object.entries(agents)
    .filter(([, { log }]) => !formats.includes(log))
    .map(([name, { log }]) => ({
      path: ['agents', name, 'log'],
      message: `agents.${name}.log: there is no log format "${log}" (known: ${formats.join(', ')})`,
    }));
};

/** Labels that choose what there is not, or what their agent cannot be told. */
export const labelBreaches = (settings: Settings, builtIn: Agents): readonly Breach[] =>
  settings.byLabel.flatMap((choice, index, all) => [
    ...twinBreaches(choice, all.slice(0, index)),
    ...choiceBreaches(choice, settings, builtIn),
  ]);

const twinBreaches = ({ label }: LabelChoice, before: readonly LabelChoice[]): readonly Breach[] => {
  const twin = before.find((one) => one.label.toLowerCase() === label.toLowerCase());
  if (twin === undefined) return [];
  const path = ['agents', 'byLabel', label];
  return [{ path, message: `${path.join('.')}: to GitHub it is the same label as "${twin.label}"` }];
};

const choiceBreaches = (
  choice: LabelChoice,
  { agents, workers }: Settings,
  builtIn: Agents,
): readonly Breach[] => {
  const known = { ...builtIn, ...agents };
  const path = ['agents', 'byLabel', choice.label];
  const name = choice.agent ?? workers.agent;
  const agent = Object.hasOwn(known, name) ? known[name] : undefined;
  if (agent === undefined)
    return choice.agent === null ? [] : absentBreaches([...path, 'agent'], choice.agent, known);
  return (['model', 'effort'] as const)
    .filter((part) => choice[part] !== null && agent[part] === null)
    .map((part) => ({
      path: [...path, part],
      message: `${path.join('.')}.${part}: the agent ${name} cannot be told one (agents.${name}.${part} could say how)`,
    }));
};
