/**
 * Checks of the agents: whether each can be started as a worker would start it, its version, and where a login was seen.
 * Nothing of it goes over the network, and no model is asked.
 */
import { join, normalize } from 'node:path';
import { agentDefinitions, builtInAgents } from '../../agents/built-in.ts';
import { agentFindings, otherAgentFindings } from '../../decide/doctor-agents.ts';
import type { AgentDefinition } from '../../model/agent-definition.ts';
import type { AgentSeen, LoginSeen } from '../../model/examined.ts';
import { PermanentError } from '../../model/failures.ts';
import { passedVariablesOf } from '../../model/passed-variables.ts';
import type { AgentSettings, Settings } from '../../model/settings.ts';
import { openFiles } from '../../world/files/open-files.ts';
import { hasPath } from '../../world/git/has-path.ts';
import { checkCommand } from '../../world/processes/command-check.ts';
import { runBriefly } from '../../world/run-briefly.ts';
import type { Check } from './check.ts';
import type { Exam } from './exam.ts';

/** Agents that a worker may be started with, the default one first, then those that labels choose. */
const configuredAgentsOf = ({ workers, byLabel, agents }: Settings): readonly string[] => [
  ...new Set([workers.agent, ...byLabel.flatMap(({ agent }) => agent ?? []), ...Object.keys(agents)]),
];

/** One check for each configured agent, and one for what else is installed. */
export const agentChecks = (exam: Exam): readonly Check[] => {
  const configured = configuredAgentsOf(exam.settings);
  const others = Object.keys(builtInAgents).filter((name) => !configured.includes(name));
  return [
    ...configured.map((name) => ({ id: `agent ${name}`, run: () => findingsOf(exam, name) })),
    { id: 'agents', run: () => otherAgentFindings(others.filter((name) => flawOf(exam, name) === null)) },
  ];
};

const settingsOf = ({ settings }: Pick<Exam, 'settings'>, name: string): AgentSettings | undefined =>
  settings.agents[name] ?? builtInAgents[name];

/** What is known of the program, also where a person gave it arguments of their own. */
const definitionOf = ({ command }: AgentSettings): AgentDefinition | undefined =>
  Object.values(agentDefinitions).find(({ settings }) => settings.command[0] === command[0]);

type Place = Pick<Exam, 'settings' | 'clone' | 'request'>;

const variablesOf = ({ settings, request }: Place, agent: AgentSettings): Record<string, string> =>
  passedVariablesOf({ hostEnv: request.env, agentEnv: agent.env, entries: settings.workers.env });

/** Why the agent cannot be started, null when it can. */
export const flawOf = (place: Place, name: string): AgentSeen['flaw'] => {
  const agent = settingsOf(place, name);
  if (agent === undefined) return { why: 'there is no such agent', fix: 'coordinator config schema' };
  const variables = variablesOf(place, agent);
  try {
    checkCommand({ argv: agent.command, cwd: place.clone.git.rootPath, env: variables });
    return null;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return { why: error.message, fix: fixOf(error, variables) };
  }
};

/** Here it may be told where was searched: nobody else reads it. */
const fixOf = (
  { fix, message }: PermanentError,
  { PATH }: Readonly<Record<string, string>>,
): string | null => {
  if (fix === undefined) return null;
  return message.includes('PATH') ? `${fix} Searched: ${PATH ?? ''}` : fix;
};

const findingsOf = async (exam: Exam, name: string) => {
  const { settings } = exam;
  const agent = settingsOf(exam, name);
  const definition = agent === undefined ? undefined : definitionOf(agent);
  const variables = agent === undefined ? {} : variablesOf(exam, agent);
  const program = agent?.command[0] ?? name;
  const flaw = flawOf(exam, name) ?? (await uncommittedFlawOf(exam, program));
  const seen: AgentSeen = {
    name,
    program,
    flaw,
    version: definition === undefined || flaw !== null ? null : await versionOf(exam, definition, variables),
    login: definition === undefined ? null : loginSeenOf(definition, { variables, env: exam.request.env }),
  };
  const isBareRoot = process.getuid?.() === 0 && variables.IS_SANDBOX !== '1';
  const labels = settings.byLabel.filter((choice) => choice.agent === name).map(({ label }) => label);
  return agentFindings({ seen, definition, isDefault: name === settings.workers.agent, labels, isBareRoot });
};

/** A worktree holds only what is committed, and pushed to where it begins. */
const uncommittedFlawOf = async ({ clone, settings }: Exam, program: string): Promise<AgentSeen['flaw']> => {
  if (!program.includes('/') || program.startsWith('/')) return null;
  if (!(await clone.git.isTracked(program)))
    return {
      why: 'git does not track it, so no worktree will have it',
      fix: `git add ${program} && git commit && git push`,
    };
  const { base } = settings.worktrees;
  // A clone that was made by `git init` has no origin/HEAD.
  for (const branch of base === null ? ['HEAD', 'main', 'master'] : [base]) {
    const commit = `origin/${branch}`;
    const isThere = await hasPath(clone.git.rootPath, { commit, path: normalize(program) });
    if (isThere === true) return null;
    if (isThere === false) return { why: `it is not in ${commit}, where worktrees begin`, fix: 'git push' };
  }
  return null;
};

const versionOf = (
  { clone, limitMs }: Exam,
  { versionCommand }: AgentDefinition,
  env: Readonly<Record<string, string>>,
) => runBriefly({ argv: versionCommand, cwd: clone.git.rootPath, env, limitMs: limitMs * 0.8 });

/** Variables that put an agent's own folder elsewhere than below the home directory. */
const movedFolders: Readonly<Record<string, readonly [variable: string, folder: string]>> = {
  claude: ['CLAUDE_CONFIG_DIR', '.claude'],
  codex: ['CODEX_HOME', '.codex'],
  pi: ['PI_CODING_AGENT_DIR', '.pi/agent'],
};

/** Where a login of a built-in agent was seen. */
export const loginOf = (place: Place, name: string): LoginSeen => {
  const agent = builtInAgents[name];
  const definition = agentDefinitions[name];
  if (agent === undefined || definition === undefined) return { variables: [], heldBack: [], files: [] };
  return loginSeenOf(definition, { variables: variablesOf(place, agent), env: place.request.env });
};

/** Names only: nothing secret is read. */
const loginSeenOf = (
  { login, versionCommand }: AgentDefinition,
  {
    variables,
    env,
  }: { readonly variables: Readonly<Record<string, string>>; readonly env: Exam['request']['env'] },
): LoginSeen => {
  const files = openFiles({ historyPath: '', isLook: true });
  const [variable = '', folder = ''] = movedFolders[versionCommand[0] ?? ''] ?? [];
  const moved = variables[variable];
  const pathOf = (file: string): string =>
    moved !== undefined && file.startsWith(`${folder}/`)
      ? join(moved, file.slice(folder.length + 1))
      : join(variables.HOME ?? '/nonexistent', file);
  return {
    variables: login.variables.filter((name) => Boolean(variables[name])),
    heldBack: login.variables.filter((name) => Boolean(env[name]) && variables[name] === undefined),
    files: login.files.filter((file) => files.isPresent(pathOf(file))).map((file) => `~/${file}`),
  };
};
