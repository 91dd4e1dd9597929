/**
 * Who is who and who may what: tokens, roles, and the permission answer that GitHub derives from a role.
 */
import type { Person, Setup, Standing } from './options.ts';
import type { Body, UserBody } from './wire.ts';

const RANKS: readonly Standing[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** True when `role` is `needed` or stronger. */
export const reaches = (role: Standing, needed: Standing): boolean =>
  RANKS.indexOf(role) >= RANKS.indexOf(needed);

/** What the answers call `permission`: `maintain` counts as write there, `triage` as read. */
export const permissionOf = (role: Standing): string =>
  role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;

/** The flags of `permissions` in repository and user rows. */
export const flagsOf = (role: Standing): Body => ({
  admin: reaches(role, 'admin'),
  maintain: reaches(role, 'maintain'),
  push: reaches(role, 'write'),
  triage: reaches(role, 'triage'),
  pull: reaches(role, 'read'),
});

export interface Roster {
  personOf(login: string): Person | undefined;
  personOfToken(token: string): Person | undefined;
  /** The role that counts: in a public repository everybody reads. */
  roleOf(login: string | null): Standing;
  changeRole(login: string, role: Standing): void;
  /** The user row of anybody, known or not. */
  userBody(login: string): UserBody;
  /** `performed_via_github_app` for what this person does; null without an app. */
  appBody(login: string | null): Body | null;
  /** `author_association` of a person's texts. */
  associationOf(login: string): string;
  /** Logins that were given a role. */
  collaborators(): readonly string[];
}

const userBodyOf = (setup: Setup, login: string, known: { id: number; type: string }): UserBody => {
  // The brackets of a bot's name are none of an address's letters.
  const url = `${setup.apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: known.id,
    node_id: Buffer.from(`04:User${known.id}`).toString('base64'),
    avatar_url: `${setup.webUrl}/avatars/u/${known.id}`,
    gravatar_id: '',
    url,
    html_url: `${setup.webUrl}/${login.endsWith('[bot]') ? `apps/${login.slice(0, -'[bot]'.length)}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: known.type,
    user_view_type: 'public',
    site_admin: false,
  };
};

const appBodyOf = (setup: Setup, slug: string, owner: UserBody): Body => ({
  id: 12_345,
  slug,
  node_id: Buffer.from(`03:App${slug}`).toString('base64'),
  owner,
  name: slug,
  description: '',
  external_url: `${setup.webUrl}/apps/${slug}`,
  html_url: `${setup.webUrl}/apps/${slug}`,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  permissions: { issues: 'write', metadata: 'read', pull_requests: 'write' },
  events: [],
});

/** Logins are compared without regard to case, as GitHub does. */
export const rosterOf = (setup: Setup): Roster => {
  const people = new Map(setup.users.map((person) => [person.login.toLowerCase(), person]));
  const roles = new Map(setup.users.map((person) => [person.login.toLowerCase(), person.role]));
  const tokens = new Map(setup.users.map((person) => [person.token, person]));
  const ids = new Map<string, number>();
  const idOf = (login: string): number => {
    const id = ids.get(login.toLowerCase()) ?? 9_000_001 + ids.size;
    ids.set(login.toLowerCase(), id);
    return id;
  };
  const personOf = (login: string): Person | undefined => people.get(login.toLowerCase());
  const typeOf = (login: string): string =>
    personOf(login)?.type ??
    (personOf(login) === undefined && login === setup.owner ? 'Organization' : 'User');
  const userBody = (login: string): UserBody =>
    userBodyOf(setup, personOf(login)?.login ?? login, { id: idOf(login), type: typeOf(login) });
  const ownRole = (login: string): Standing => roles.get(login.toLowerCase()) ?? 'none';
  return {
    personOf,
    personOfToken: (token) => tokens.get(token),
    roleOf: (login) => {
      const role = login === null ? 'none' : ownRole(login);
      return role === 'none' && !setup.isPrivate ? 'read' : role;
    },
    changeRole: (login, role) => void roles.set(login.toLowerCase(), role),
    userBody,
    appBody: (login) => {
      const slug = login === null ? undefined : personOf(login)?.app;
      return slug === undefined ? null : appBodyOf(setup, slug, userBody(setup.owner));
    },
    associationOf: (login) => {
      if (login.toLowerCase() === setup.owner.toLowerCase()) return 'OWNER';
      return ownRole(login) === 'none' ? 'NONE' : 'COLLABORATOR';
    },
    collaborators: () => [...roles].filter(([, role]) => role !== 'none').map(([login]) => login),
  };
};
