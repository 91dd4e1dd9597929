/** Agents and the choices of labels, from what a person wrote to what the program assumes. */
import type { AgentSettings, LabelChoice, Settings } from '../model/settings.ts';
import type { CheckedAgent } from './agents-schema.ts';
import type { CheckedConfig } from './schema.ts';

/** Both parts of `agents`. An agent without a command of its own or built in has an empty one, which the rules refuse. */
export const agentsOf = (
  { byLabel, ...written }: CheckedConfig['agents'],
  builtInAgents: Readonly<Record<string, AgentSettings>>,
): Pick<Settings, 'agents' | 'byLabel'> => ({
  agents: Object.fromEntries(
    Object.entries(written).map(([name, own]): [string, AgentSettings] => [
      name,
      agentOf(own, Object.hasOwn(builtInAgents, name) ? builtInAgents[name] : undefined),
    ]),
  ),
  byLabel: Object.entries(byLabel).map(
    ([label, { agent, model, template, effort, timeout }]): LabelChoice => ({
      label,
      agent: agent ?? null,
      model: model ?? null,
      template: template ?? null,
      effort: effort ?? null,
      timeoutMs: timeout ?? null,
    }),
  ),
});

/**
 * What is not said stays as it is built in. But a command of one's own is resumed only as one says: the built-in way would
 * run another program, or with other rights.
 */
const agentOf = (own: CheckedAgent, builtIn: AgentSettings | undefined): AgentSettings => ({
  command: own.command ?? builtIn?.command ?? [],
  prompt: own.prompt ?? builtIn?.prompt ?? 'stdin',
  log: own.log ?? builtIn?.log ?? 'text',
  env: { ...builtIn?.env, ...own.env },
  model: own.model ?? builtIn?.model ?? null,
  effort: own.effort ?? builtIn?.effort ?? null,
  resume: own.resume ?? (own.command === undefined ? (builtIn?.resume ?? null) : null),
});
