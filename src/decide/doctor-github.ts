import type { TokenSeen } from '../model/examined.ts';
import { type Finding, failed, passed, untold, warned } from '../model/finding.ts';
import type { Role, Settings } from '../model/settings.ts';

/** Weakest first. */
const ranks: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

const reaches = (role: Role | null, least: Role): boolean =>
  role !== null && ranks.indexOf(role) >= ranks.indexOf(least);

const fixFor = {
  person:
    'Use a token with read and write access to Contents, Issues and Pull requests: gh auth login, or https://github.com/settings/tokens',
  app: 'Give the App read and write permission for Contents, Issues and Pull requests, and accept it where it is installed.',
} as const;

/** What an installation of an App needs, and why. */
const neededPermissions: readonly (readonly [name: string, least: 'read' | 'write'])[] = [
  ['contents', 'write'],
  ['issues', 'write'],
  ['pull_requests', 'write'],
];

/** More, where finished tasks are followed up. */
const followUpPermissions: readonly (readonly [name: string, least: 'read' | 'write'])[] = [
  ['checks', 'read'],
  ['statuses', 'read'],
  ['actions', 'read'],
];

/** Who it is, whether it may write, what it lacks, when it ends. */
export const tokenFindings = (
  seen: TokenSeen,
  {
    settings,
    origin,
    nowMs,
  }: { readonly settings: Settings; readonly origin: string; readonly nowMs: number },
): readonly Finding[] => {
  const { facts, login } = seen;
  const whose = `token from ${origin}${login === null ? '' : ` (${login})`}`;
  if (facts.isArchived)
    return [
      failed(
        'token',
        `${facts.fullName} is archived: nothing can be written to it`,
        'Unarchive it in its settings on GitHub, or work in a fork.',
      ),
    ];
  if (facts.role === null)
    return [
      untold('token', `GitHub does not say what the ${whose} may do in ${facts.fullName}`, fixFor.person),
      ...rights(seen, settings),
      ...ending(seen, nowMs),
    ];
  if (!reaches(facts.role, 'write'))
    return [
      failed(
        'token',
        `${whose} may not write to ${facts.fullName}: its role is ${facts.role}`,
        fixFor.person,
      ),
    ];
  return [
    passed('token', `${whose}: ${facts.fullName} can be reached, role ${facts.role}`),
    ...rights(seen, settings),
    ...ending(seen, nowMs),
  ];
};

const rights = (seen: TokenSeen, settings: Settings): readonly Finding[] => {
  if (seen.permissions !== null) return appRights(seen.permissions, settings);
  if (seen.scopes === null)
    return [
      untold(
        'permissions',
        'GitHub tells no scopes of this kind of token (fine-grained, or of an installation); a missing one only shows at the first write',
        'Check it has read and write for Contents, Issues and Pull requests: https://github.com/settings/personal-access-tokens',
      ),
    ];
  return scopeRights(seen.scopes, seen.facts.isPrivate);
};

const scopeRights = (scopes: readonly string[], isPrivate: boolean): readonly Finding[] => {
  const has = `its scopes: ${scopes.join(', ') || 'none'}`;
  const isEnough = scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'));
  if (isEnough) return [passed('permissions', has)];
  return [
    failed(
      'permissions',
      `the token lacks the scope ${isPrivate ? 'repo' : 'repo (or public_repo)'}; ${has}`,
      'gh auth refresh --scopes repo, or a new token: https://github.com/settings/tokens/new?scopes=repo',
    ),
  ];
};

const appRights = (
  permissions: Readonly<Record<string, string>>,
  { followUp }: Settings,
): readonly Finding[] => {
  const lacks = (needed: typeof neededPermissions): readonly string[] =>
    needed
      .filter(
        ([name, least]) =>
          !['write', 'admin', ...(least === 'read' ? ['read'] : [])].includes(permissions[name] ?? ''),
      )
      .map(([name, least]) => `${name}: ${least}`);
  const missing = lacks(neededPermissions);
  const unseen = followUp.checks ? lacks(followUpPermissions) : [];
  if (missing.length > 0) return [failed('permissions', `the App lacks ${missing.join(', ')}`, fixFor.app)];
  if (unseen.length > 0)
    return [
      warned('permissions', `the App lacks ${unseen.join(', ')}, for followUp.checks`, { fix: fixFor.app }),
    ];
  return [passed('permissions', 'the App may read and write contents, issues and pull requests')];
};

const dayMs = 24 * 3_600_000;

const ending = ({ endsAtMs }: TokenSeen, nowMs: number): readonly Finding[] => {
  if (endsAtMs === null || endsAtMs - nowMs > 7 * dayMs) return [];
  const days = Math.max(0, Math.floor((endsAtMs - nowMs) / dayMs));
  return [warned('expiry', `the token ends in ${days} days`, { fix: 'https://github.com/settings/tokens' })];
};

/** What is left of this hour's requests. */
export const rateFindings = ({ rate }: TokenSeen): readonly Finding[] => {
  if (rate === null) return [passed('rate', 'this GitHub tells no rate limit')];
  const text = `${rate.remaining} of ${rate.limit} requests left this hour`;
  return rate.remaining * 10 >= rate.limit
    ? [passed('rate', text)]
    : [warned('rate', text, { fix: 'Wait for the next hour, or set a longer github.pollInterval.' })];
};

/** Labels are compared whatever their case. */
export const missingLabelsOf = (wanted: readonly string[], present: readonly string[]): readonly string[] => {
  const there = new Set(present.map((name) => name.toLowerCase()));
  return wanted.filter((name) => !there.has(name.toLowerCase()));
};

/** `wanted`: the label that hands an issue over first, then those by state. */
export const labelFindings = (wanted: readonly string[], present: readonly string[]): readonly Finding[] => {
  const missing = missingLabelsOf(wanted, present);
  if (missing.length === 0) return [passed('labels', `all there: ${wanted.join(', ')}`)];
  const [intake] = wanted;
  const why =
    intake !== undefined && missing.includes(intake) ? '; no issue can be handed over without the first' : '';
  const text = `missing: ${missing.join(', ')}${why}`;
  return [warned('labels', text, { fix: 'coordinator doctor --fix', repair: 'labels' })];
};

/** Whether labels count: `refused` says why roles cannot be looked up, null when they can. */
export const actorFindings = (
  asked: { readonly login: string | null; readonly role: Role | null; readonly refused: string | null },
  { trust, github }: Settings,
): readonly Finding[] => {
  const { login, role, refused } = asked;
  if (refused !== null)
    return [
      failed(
        'labeller',
        `who may label cannot be looked up, so no label would count: ${refused}`,
        'Use a token of somebody with write access, with Metadata: read; or name people in trust.users.',
      ),
    ];
  const who = `labels of people with ${trust.permission} or more count`;
  if (login === null) return [passed('labeller', who)];
  const isTrusted =
    reaches(role, trust.permission) || trust.users.some((user) => user.toLowerCase() === login.toLowerCase());
  if (isTrusted) return [passed('labeller', `${who}; ${login} has ${role ?? 'none, and is in trust.users'}`)];
  return [
    warned(
      'labeller',
      `${who}; ${login} has ${role ?? 'no role'}, so ${github.label} does not count when ${login} puts it on`,
      { fix: `Set trust.users: [${login}] in coordinator.yml, or let others label.` },
    ),
  ];
};

/** Statements of an App are refused from about this on. */
const wrongClockMs = 30_000;

/** `aheadMs`: how far GitHub's clock is ahead of ours; null = no answer came. */
export const clockFindings = (aheadMs: number | null): readonly Finding[] => {
  if (aheadMs === null)
    return [untold('clock', 'no answer of GitHub told the time', 'Compare it with another one: date -u')];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) < wrongClockMs)
    return [passed('clock', `within ${Math.max(2, seconds)} s of GitHub's`)];
  return [
    warned('clock', `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} GitHub's`, {
      fix: 'timedatectl set-ntp true',
    }),
  ];
};
