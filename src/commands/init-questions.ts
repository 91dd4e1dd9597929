/**
 * What cannot be known is asked; presets are what was found, or what applies anyway.
 */
import { agentDefinitions } from '../agents/built-in.ts';
import { defaultSettings } from '../config/read-config.ts';
import { type ConfigChoices, ownAgent } from '../render/sample-config.ts';
import type { Asker } from '../world/ask.ts';
import { loginOf } from './doctor/agent-checks.ts';
import type { InitPlace } from './init-place.ts';

/** Without questions: the first agent that is installed, else the default one; nothing is let through to workers. */
export const presetChoicesOf = ({ agents, exam }: InitPlace): ConfigChoices => {
  const { agent } = defaultSettings.workers;
  return {
    repository: null,
    label: null,
    agent: agents.includes(agent) ? agent : (agents[0] ?? agent),
    command: null,
    max: null,
    env: [],
    ...(exam.settings.repository === null ? {} : { repository: nameOf(exam.settings.repository) }),
  };
};

const nameOf = ({ owner, name }: { readonly owner: string; readonly name: string }): string =>
  `${owner}/${name}`;

/** Asks for agent, number of workers, label, and for what the agent needs to log in. */
export const askChoices = async (place: InitPlace, asker: Asker): Promise<ConfigChoices> => {
  const preset = presetChoicesOf(place);
  const { github, workers } = defaultSettings;
  const repository = place.hasRepository ? preset.repository : await askRepository(asker);
  const names = [
    ...place.agents,
    ...Object.keys(agentDefinitions).filter((name) => !place.agents.includes(name)),
  ];
  const choices = names.map((value) => ({
    value,
    hint: place.agents.includes(value) ? 'installed' : `not installed: ${agentDefinitions[value]?.install}`,
  }));
  const own = { value: ownAgent, hint: 'a program of your own, which gets the prompt on standard input' };
  const agent = await asker.choose('Which agent works on issues?', [...choices, own], preset.agent);
  const command = agent === ownAgent ? await askCommand(asker) : null;
  const max = await asker.write('How many workers at the same time?', String(workers.max), (answer) =>
    /^[1-9]\d{0,2}$/.test(answer.trim()) ? null : 'A whole number from 1 on.',
  );
  const label = await asker.write('Which label hands an issue over?', github.label, (answer) =>
    answer.trim() === '' || answer.length > 50 ? 'One to 50 characters, as on GitHub.' : null,
  );
  return {
    repository,
    agent,
    command,
    max: Number(max) === workers.max ? null : Number(max),
    label: label.trim() === github.label ? null : label.trim(),
    env: command === null ? await askVariables(place, { agent, asker }) : [],
  };
};

const askRepository = (asker: Asker): Promise<string> =>
  asker.write('Which repository on GitHub is it?', '', (answer) =>
    /^[\w.-]+\/[\w.-]+$/.test(answer.trim()) ? null : 'OWNER/NAME, as on GitHub.',
  );

/** Words, or a line for the shell where it has more than words. */
const askCommand = async (asker: Asker): Promise<readonly string[]> => {
  const text = await asker.write(
    'Which command starts it? (./SCRIPT has to be committed)',
    './agent.sh',
    (answer) => (answer.trim() === '' ? 'A program and its arguments.' : null),
  );
  const line = text.trim();
  return /^[\w\s./:=@%+,-]+$/.test(line) ? line.split(/\s+/) : ['sh', '-c', line];
};

/** A variable with a key in it reaches workers only when a person says so. */
const askVariables = async (
  { exam }: InitPlace,
  { agent, asker }: { readonly agent: string; readonly asker: Asker },
): Promise<readonly string[]> => {
  const { heldBack, files, variables } = loginOf(exam, agent);
  const [name] = heldBack;
  if (name === undefined || files.length + variables.length > 0) return [];
  const question = `${agent} logs in with ${name}, which is set here. Hand it to workers?`;
  return (await asker.agree(question, false)) ? [name] : [];
};
