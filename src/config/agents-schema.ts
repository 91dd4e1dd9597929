/** What a person may write about agents (`agents` in coordinator.yml). */
import { z } from 'zod';
import { choice, duration, section, text } from './leaves.ts';

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

const expectsCommand = 'expected a list of program and arguments, such as command: ["./agent.sh", "--quiet"]';

const word = (expects: string) =>
  z.string(expects).regex(/^[^\0]+$/, 'expected text, neither empty nor with a zero byte');

/** Arguments in which `{name}` stands for a value. */
const argumentsWith = (name: string, example: string) => {
  const expects = `expected a list of arguments with {${name}} in it, such as ${example}`;
  return z
    .array(word(expects), expects)
    .refine((parts) => parts.some((part) => part.includes(`{${name}}`)), expects);
};

const agent = section({
  command: z
    .array(word(expectsCommand), expectsCommand)
    .min(1, expectsCommand)
    .optional()
    .describe('Program and arguments; never a shell line. A built-in agent has one.'),
  prompt: choice(['stdin', 'file', 'argument'])
    .optional()
    .describe(
      'How the prompt arrives: standard input (default), the file named in COORDINATOR_PROMPT, or the last argument.',
    ),
  log: text({ pattern: /^[a-z][a-z0-9-]*$/, expects: 'the name of a log format', example: 'text' })
    .optional()
    .describe('Format of its output; text (default) means anything.'),
  env: z
    .record(
      z.string().regex(variableName, 'expected a variable name, such as CI'),
      z.union([z.string(), z.number(), z.boolean()], 'expected text, such as "1"').transform(String),
      'expected variables with values, such as { CI: "1" }',
    )
    .prefault({})
    .describe('Variables the agent needs.'),
  model: argumentsWith('model', '["--model", "{model}"]')
    .optional()
    .describe('Arguments that choose a model, for agents.byLabel.'),
  effort: argumentsWith('effort', '["--effort", "{effort}"]')
    .optional()
    .describe('Arguments that choose how much it thinks, for agents.byLabel.'),
  resume: argumentsWith('session', '["./agent.sh", "--resume", "{session}"]')
    .optional()
    .describe('The whole command that continues a session of its own.'),
});

/** What `agents.<name>` takes. */
export type CheckedAgent = z.output<typeof agent>;

const nameForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** The name of an agent. */
export const agentName = () =>
  text({ pattern: nameForm, expects: 'the name of an agent', example: 'claude' });

/** The name of a prompt template. */
export const templateName = () =>
  text({ pattern: nameForm, expects: 'the name of a template', example: 'worker' });

const labelChoice = section({
  agent: agentName().optional().describe('Instead of workers.agent.'),
  model: text({
    pattern: /^[A-Za-z0-9][A-Za-z0-9._:/@[\]+-]{0,127}$/,
    expects: 'the name of a model',
    example: 'opus',
  })
    .optional()
    .describe('As the agent calls it; left out = the one it takes by itself.'),
  template: templateName().optional().describe('Instead of workers.template.'),
  effort: text({ pattern: /^[a-z][a-z0-9-]{0,31}$/, expects: 'a level of effort', example: 'high' })
    .optional()
    .describe('How much the agent thinks, as it calls it.'),
  timeout: duration().optional().describe('Instead of workers.timeout.'),
}).refine((chosen) => Object.values(chosen).some((value) => value !== undefined), {
  error: 'expected at least one of agent, model, template, effort, timeout',
});

/** Name and choice of the schema's records are told apart by the key. */
const byLabel = z
  .record(
    z.string().regex(/^(?=\S)[^,\p{Cc}]{1,50}(?<=\S)$/u, 'expected a label without commas'),
    labelChoice,
    'expected choices by label, such as { "agent:codex": { agent: codex } }',
  )
  .prefault({})
  .describe('What a label of an issue chooses; of several the first in this order.');

/** `agents`: one agent per key, and `byLabel`. */
export const agents = z
  .strictObject({ byLabel }, 'expected agents by name, such as { mine: { command: ["./agent.sh"] } }')
  .catchall(agent)
  .check(({ value, issues }) => {
    for (const name of Object.keys(value).filter((key) => !nameForm.test(key)))
      issues.push({
        code: 'invalid_key',
        origin: 'record',
        input: value,
        path: [name],
        issues: [],
        message: 'expected a short name of letters, digits, - and _',
      });
  })
  .prefault({})
  .describe('Agents beside the built-in ones, by name, and what labels choose.');
