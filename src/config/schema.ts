/** Every key a person may write (SPEC section 11), with its default and what it is for. */
import { z } from 'zod';
import { agentName, agents, templateName } from './agents-schema.ts';
import { amount, choice, count, decimal, duration, onOff, section, size, text } from './leaves.ts';

const login = text({
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\[bot\])?$/,
  expects: 'a login without @',
  example: 'octocat',
});

const logins = () => z.array(login, 'expected a list of logins, such as [octocat]').prefault([]);

const shellLine = () =>
  text({ pattern: /^(?=.*\S)[^\0]+$/s, expects: 'a command', example: '"npm ci"' })
    .nullable()
    .prefault(null);

const environmentEntry = text({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*(=[^\0]*)?$/s,
  expects: 'NAME or NAME=value',
  example: 'NPM_TOKEN or CI=1',
});

const workers = section({
  max: count(1, 100).prefault(3).describe('Workers at the same time.'),
  agent: agentName().prefault('claude').describe('A built-in agent or a key of agents.'),
  template: templateName()
    .prefault('worker')
    .describe('Prompt template, looked for in .github/coordinator/ first.'),
  timeout: duration().prefault('2h').describe('Wall clock of an attempt.'),
  stallTimeout: duration().prefault('10m').describe('An attempt without progress for so long is ended.'),
  maxExtensions: count(0, 100).prefault(3).describe('Times a limit is put off while there is progress.'),
  grace: duration('zero').prefault('10s').describe('Between SIGTERM and SIGKILL.'),
  phantomGrace: duration('zero').prefault('15m').describe('How long a worker may be unidentifiable.'),
  startupDelay: duration('zero').prefault('0s').describe('Between two starts.'),
  attempts: count(1, 100).prefault(3).describe('Attempts before a task fails.'),
  backoff: section({
    initial: duration('zero').prefault('30s').describe('Wait after the first failed attempt.'),
    factor: decimal(1, 100).prefault(2).describe('Each wait is so many times the one before.'),
    max: duration('zero').prefault('30m').describe('Longest wait.'),
    jitter: decimal(0, 1).prefault(0.2).describe('0.2 = up to 20 % earlier or later.'),
  }).prefault({}),
  env: z
    .array(environmentEntry, 'expected a list of variables, such as [NPM_TOKEN, CI=1]')
    .prefault([])
    .describe('Extra variables let through to workers: NAME, or NAME=value.'),
  githubToken: onOff().prefault(false).describe('Hand the GitHub token to workers as GH_TOKEN.'),
  resume: onOff()
    .prefault(true)
    .describe("Go on in the agent's own session after a failure, an answer or feedback, where it can."),
  limits: section({
    memory: size('positive').nullable().prefault(null).describe('Memory of the whole process tree.'),
    cpu: duration().nullable().prefault(null).describe('Processor time of one process.'),
    processes: count(1, 1_000_000)
      .nullable()
      .prefault(null)
      .describe('Processes of the whole tree at the same time.'),
    openFiles: count(8, 10_000_000).nullable().prefault(null).describe('Open files of one process.'),
    fileSize: size('positive')
      .nullable()
      .prefault(null)
      .describe("Largest file that is written, the worker's own log included."),
  }).prefault({}),
  ports: section({
    base: count(1024, 65_535).prefault(20_000).describe('First port of the first worker.'),
    perWorker: count(1, 1000).prefault(10).describe('Ports of each worker.'),
  }).prefault({}),
  startTimeout: duration()
    .prefault('2m')
    .describe('An attempt without any sign of life for so long is ended.'),
});

const appNumber = () => count(1, Number.MAX_SAFE_INTEGER).nullable().prefault(null);

const perMillion = () => decimal(0, 100_000);

const prices = z
  .record(
    z.string().regex(/^\S{1,100}$/, 'expected the name of a model'),
    section({
      input: perMillion(),
      output: perMillion(),
      cacheRead: perMillion().nullable().prefault(null).describe('null = as input.'),
      cacheWrite: perMillion().nullable().prefault(null).describe('null = as input.'),
    }),
    'expected prices by model, such as { my-model: { input: 3, output: 15 } }',
  )
  .prefault({})
  .describe(
    'US dollars for a million tokens, by model (by agent where its log names none), where list prices are wrong or missing.',
  );

const branchName = text({
  pattern: /^(?![-/.])(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)))[^\s\p{Cc}~^:?*[\\]+(?<![./])$/u,
  expects: 'the name of a branch',
  example: 'main',
});

const worktrees = section({
  dir: text({
    pattern:
      /^(?!\.{1,2}(?:\/|$)|\.git(?:\/|$)|\.coordinator(?:\/|$)|logs(?:\/|$)|\/|-)(?!.*\/\.{1,2}(?:\/|$))[^\0\\\n]+(?<!\/)$/,
    expects: 'a directory of its own below the root of the repository',
    example: 'trees',
  })
    .prefault('trees')
    .describe('Directory of the worktrees.'),
  branch: text({
    pattern: /\S/,
    expects: 'a template with the number',
    example: '"rpi/gh-{{ issue.number }}"',
  })
    .prefault('rpi/gh-{{ issue.number }}')
    .describe("Name of a task's branch; a Liquid template that knows issue.number."),
  base: branchName
    .nullable()
    .prefault(null)
    .describe("Branch to start from; null = the repository's default."),
  cleanup: choice(['merged', 'never']).prefault('merged').describe('When a worktree is removed by itself.'),
  saveOnStop: onOff().prefault(true).describe('Commit work in progress when a worker is stopped.'),
  setup: shellLine().describe('Command run in a new worktree.'),
  teardown: shellLine().describe('Command run before a worktree is removed.'),
});

/** The whole file. Everything is optional; what comes out is complete. */
export const configSchema = section({
  repository: text({
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    expects: 'owner/name',
    example: 'acme/api',
  })
    .nullable()
    .prefault(null)
    .describe('owner/name of the watched repository; null = the origin remote.'),
  github: section({
    label: text({
      pattern: /^(?=\S)[^,\p{Cc}]{1,50}(?<=\S)$/u,
      expects: 'a label without commas',
      example: 'rpi-auto',
    })
      .prefault('rpi-auto')
      .describe('Issues with this label are worked on.'),
    pollInterval: duration().prefault('15s').describe('Between two looks at GitHub.'),
    stateLabels: onOff()
      .prefault(true)
      .describe('Show the state as a label of the issue, rpi-working and others; off: they are taken off.'),
    webhook: section({
      port: count(1, 65_535)
        .nullable()
        .prefault(null)
        .describe('Port of 127.0.0.1 for webhooks, which make a look come sooner; null = none.'),
    }).prefault({}),
    app: section({
      id: appNumber().describe('The GitHub App to act as; null = the token of a person.'),
      installationId: appNumber().describe('Where the App is installed.'),
      privateKey: text({ pattern: /^(?=.*\S)[^\0\n]+$/, expects: 'a path', example: '/etc/app.pem' })
        .nullable()
        .prefault(null)
        .describe('File of its private key.'),
    }).prefault({}),
  }).prefault({}),
  trust: section({
    permission: choice(['read', 'triage', 'write', 'maintain', 'admin'])
      .prefault('write')
      .describe('Least role of a person whose label counts.'),
    users: logins().describe('Always trusted, whatever their role.'),
    bots: logins().describe('Apps and bots whose labels and comments count.'),
  }).prefault({}),
  intake: section({
    subIssues: choice(['wait', 'ignore'])
      .prefault('wait')
      .describe('Whether an issue waits for its open sub-issues that have the label.'),
  }).prefault({}),
  workers: workers.prefault({}),
  host: section({
    minDisk: size().nullable().prefault('2GiB').describe('No new worker with less free disk space.'),
    minMemory: size().nullable().prefault('1GiB').describe('No new worker with less free memory.'),
    maxLoad: decimal(0, 10_000).nullable().prefault(null).describe('No new worker above this load average.'),
  }).prefault({}),
  breaker: section({
    failures: count(1, 1000)
      .prefault(5)
      .describe('Failures in a row, of more than one issue, that hold back new starts.'),
    window: duration().prefault('30m').describe('Only failures this close together count.'),
    cooldown: duration().prefault('15m').describe('How long new starts are held back.'),
  }).prefault({}),
  budget: section({
    perTask: amount().nullable().prefault(null).describe('Most that one task may cost.'),
    perDay: amount().nullable().prefault(null).describe('Most that one day may cost.'),
    total: amount().nullable().prefault(null).describe('Most that everything may cost.'),
    mode: choice(['warn', 'block']).prefault('warn').describe('What happens at the limit.'),
    prices,
  }).prefault({}),
  worktrees: worktrees.prefault({}),
  pullRequests: section({
    open: choice(['missing', 'never'])
      .prefault('missing')
      .describe('Open a pull request when the worker left commits but no pull request.'),
    draft: onOff().prefault(false).describe('Open it as a draft.'),
  }).prefault({}),
  completion: section({
    waitForExit: onOff().prefault(true).describe('A task is complete only when its worker has ended.'),
  }).prefault({}),
  followUp: section({
    checks: onOff()
      .prefault(false)
      .describe('Go on when checks of the pull request fail, or it conflicts with its base.'),
    reviews: onOff()
      .prefault(false)
      .describe('Go on when a trusted reviewer asks for changes, or left a conversation open.'),
    maxRounds: count(1, 100).prefault(3).describe('How often, for one pull request.'),
  }).prefault({}),
  shutdown: choice(['stop', 'detach'])
    .prefault('stop')
    .describe('At the end of the coordinator: end the workers, or leave them to be adopted.'),
  agents,
});

/** What the schema makes of a file. */
export type CheckedConfig = z.output<typeof configSchema>;

/** The JSON schema of the file, draft 2020-12. */
export const settingsSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(configSchema, { io: 'input' }),
  title: 'coordinator.yml',
});
