/**
 * Who may hand over work: people by their role in the repository, bots and listed people by name. What an app does for
 * a person counts when both may.
 */

import type { Standing } from '../model/conversation.ts';
import type { Actor } from '../model/github.ts';
import type { Role, Settings } from '../model/settings.ts';
import type { World } from '../world/world.ts';

/** Judges people; remembers their roles for a minute. */
export interface Trust {
  /** @throws TransientError the role cannot be looked up. */
  fetchStanding(actor: Actor, settings: Settings): Promise<Standing>;
}

/** How long a person's role is taken for granted. */
const roleHoldsMs = 60_000;

const ranks: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

/** True when a role is at least `least`. */
export const reaches = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);

const isListed = (names: readonly string[], name: string): boolean =>
  names.some((candidate) => candidate.toLowerCase() === name.toLowerCase());

/** `ci-app` and `ci-app[bot]` are the same one. */
const isBotListed = (names: readonly string[], name: string): boolean =>
  isListed(names.map(bareNameOf), bareNameOf(name));

const bareNameOf = (name: string): string => name.replace(/\[bot\]$/, '');

/** One look per person, also when many issues come at once. */
export const createTrust = ({ github, clock }: World): Trust => {
  const roles = new Map<string, { readonly atMs: number; readonly role: Promise<Role | null> }>();
  const fetchRole = (login: string): Promise<Role | null> => {
    const nowMs = clock.now().atMs;
    const before = roles.get(login);
    if (before !== undefined && Math.abs(nowMs - before.atMs) < roleHoldsMs) return before.role;
    const role = github.fetchRole(login);
    roles.set(login, { atMs: nowMs, role });
    role.catch(() => roles.delete(login));
    return role;
  };
  return {
    fetchStanding: async ({ login, isBot, viaApp }, { trust }) => {
      if (isBot) {
        const trusted = isBotListed(trust.bots, viaApp ?? login) || isBotListed(trust.bots, login);
        return { trusted, ground: trusted ? 'in trust.bots' : 'a bot, not in trust.bots' };
      }
      // An app that acts for a person can do no more than that person may, and no more than the app may.
      if (viaApp !== null && !isBotListed(trust.bots, viaApp))
        return { trusted: false, ground: `through the app ${viaApp}, not in trust.bots` };
      if (isListed(trust.users, login)) return { trusted: true, ground: 'in trust.users' };
      const role = await fetchRole(login);
      const trusted = role !== null && reaches(role, trust.permission);
      return { trusted, ground: `permission: ${role ?? 'none'}` };
    },
  };
};
