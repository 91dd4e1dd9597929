/** Rules that need more than one setting, or more than the configuration. */
import type { AgentSettings, Settings } from '../model/settings.ts';
import { agentBreaches, labelBreaches } from './agent-rules.ts';
import type { Breach } from './breach.ts';
import type { CheckedConfig } from './schema.ts';

/** Fills the branch template for one issue. */
export type BranchOf = (
  template: string,
  issue: { readonly number: number },
) => { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'error'; readonly message: string };

/** What the rules need beside the settings. */
export interface RuleContext {
  readonly builtInAgents: Readonly<Record<string, AgentSettings>>;
  readonly branchOf: BranchOf;
}

/** Every broken rule. */
export const breachesOf = (settings: Settings, context: RuleContext): readonly Breach[] => [
  ...agentBreaches(settings, context.builtInAgents),
  ...labelBreaches(settings, context.builtInAgents),
  ...environmentBreaches(settings),
  ...branchBreaches(settings.worktrees.branch, context.branchOf),
  ...numberBreaches(settings),
];

/** An App is set with all of its parts, or not at all. */
export const appBreaches = (app: CheckedConfig['github']['app']): readonly Breach[] => {
  const parts = Object.entries(app);
  const missing = parts.filter(([, value]) => value === null).map(([name]) => `github.app.${name}`);
  if (missing.length === 0 || missing.length === parts.length) return [];
  return [{ path: ['github', 'app'], message: `github.app: not complete without ${missing.join(' and ')}` }];
};

/** `COORDINATOR_...` names are what a worker is told about its task; they are not to be changed. */
const environmentBreaches = ({ agents, workers }: Settings): readonly Breach[] => {
  const reserved = (name: string): boolean => name.toUpperCase().startsWith('COORDINATOR_');
  const why = 'names that begin with COORDINATOR_ are set by the coordinator';
  return [
    ...workers.env.flatMap(({ name }, index) =>
      reserved(name)
        ? [{ path: ['workers', 'env', String(index)], message: `workers.env: ${name}: ${why}` }]
        : [],
    ),
    ...Object.entries(agents).flatMap(([agent, { env }]) =>
      Object.keys(env)
        .filter(reserved)
        .map((name) => ({
          path: ['agents', agent, 'env', name],
          message: `agents.${agent}.env: ${name}: ${why}`,
        })),
    ),
  ];
};

const branchBreaches = (template: string, branchOf: BranchOf): readonly Breach[] => {
  const breach = (why: string): readonly Breach[] => [
    { path: ['worktrees', 'branch'], message: `worktrees.branch: ${why}` },
  ];
  // Two numbers tell a template that names the number from one that happens to contain it.
  for (const number of [4501, 76]) {
    const rendered = branchOf(template, { number });
    if (rendered.kind === 'error') return breach(rendered.message);
    if (!isBranchName(rendered.text)) return breach(`"${rendered.text}" is not a branch name that git takes`);
    if (!new RegExp(`(?<!\\d)${number}(?!\\d)`).test(rendered.text))
      return breach('the issue number must be part of it, such as "rpi/gh-{{ issue.number }}"');
  }
  return [];
};

/** @see git-check-ref-format(1), and HEAD, which git refuses as a branch. */
const isBranchName = (name: string): boolean =>
  name.length <= 200 &&
  name !== 'HEAD' &&
  name !== '@' &&
  !/[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[./]$/u.test(name) &&
  name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));

const numberBreaches = ({ workers }: Settings): readonly Breach[] => {
  const { ports, max, backoff } = workers;
  const lastPort = ports.base + ports.perWorker * max - 1;
  return [
    ...(lastPort > 65_535
      ? [
          {
            path: ['workers', 'ports', 'base'],
            message: `workers.ports: ${max} workers need ports up to ${lastPort}, the last one is 65535`,
          },
        ]
      : []),
    ...(backoff.maxMs < backoff.initialMs
      ? [
          {
            path: ['workers', 'backoff', 'max'],
            message: 'workers.backoff.max: expected at least as long as workers.backoff.initial',
          },
        ]
      : []),
  ];
};
