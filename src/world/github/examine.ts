/**
 * What `doctor` and `init` ask GitHub beside what the loop does: what the token may do, which labels there are, whether
 * it may look up who may label, and what time it is there. Reads only, each once.
 */
import type { TokenSeen } from '../../model/examined.ts';
import type { RepositoryName, Role } from '../../model/settings.ts';
import { type ClientOptions, createClient } from './client.ts';
import { ensureLabel, type NewLabel } from './labels.ts';
import { fetchRows } from './pages.ts';
import { parseObject, parseOptional } from './raw.ts';
import { fetchLogin, fetchRepository, fetchRole } from './repository.ts';
import { parseLabelName } from './rows.ts';

export interface Examiner {
  /** @throws UsageError, TransientError, PermanentError as the door's reads do. */
  fetchToken(): Promise<TokenSeen>;
  /** Names of all labels of the repository. */
  fetchLabels(): Promise<readonly string[]>;
  /** Role of the token's own login, else of the repository's owner; null = none. @throws PermanentError it may not ask. */
  fetchRole(login: string | null): Promise<Role | null>;
  ensureLabel(label: NewLabel): Promise<void>;
  /** How far GitHub's clock is ahead, as the last answer told, milliseconds; null = none came yet. */
  readAheadMs(): number | null;
  /** What the last answer's headers told of the token's scopes and of those it would have taken, in words. */
  readHint(): string | null;
}

export type ExaminerOptions = Omit<ClientOptions, 'responses' | 'onHeaders'>;

/** The last headers that tell something. */
interface Told {
  scopes: readonly string[] | null;
  endsAtMs: number | null;
  aheadMs: number | null;
  accepted: string | null;
}

const listOf = (text: string): readonly string[] => text.split(/,\s*/).filter((word) => word !== '');

const hear = (told: Told, headers: Headers): void => {
  const scopes = headers.get('x-oauth-scopes');
  if (scopes !== null) told.scopes = listOf(scopes);
  // `2026-12-01 12:00:00 UTC`, or with an offset in place of UTC.
  const ends = headers.get('github-authentication-token-expiration')?.replace(/ UTC$/, 'Z').replace(' ', 'T');
  const endsAtMs = Date.parse(ends ?? '');
  if (!Number.isNaN(endsAtMs)) told.endsAtMs = endsAtMs;
  const dateMs = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(dateMs)) told.aheadMs = dateMs - Date.now();
  told.accepted =
    headers.get('x-accepted-github-permissions') ?? (headers.get('x-accepted-oauth-scopes') || null);
};

/** Sends nothing by itself. @throws UsageError the address or the token cannot be right. */
export const openExaminer = (options: ExaminerOptions): Examiner => {
  const told: Told = { scopes: null, endsAtMs: null, aheadMs: null, accepted: null };
  const responses = { read: () => null, save: () => {} };
  const client = createClient({ ...options, responses, onHeaders: (headers) => hear(told, headers) });
  const fetchPermissions = async (): Promise<Record<string, string> | null> => {
    if (!options.app) return null;
    const { data } = await client.ask({
      what: 'tell the permissions of the App',
      route: 'GET /app/installations/{installation_id}',
      params: { installation_id: options.app.installationId },
    });
    const raw = parseOptional(parseObject(data, 'installation'), 'permissions') ?? {};
    return Object.fromEntries(Object.entries(raw).map(([name, level]) => [name, String(level)]));
  };
  return {
    fetchToken: async () => {
      const facts = await fetchRepository(client);
      const [login, permissions] = await Promise.all([fetchLogin(client), fetchPermissions()]);
      const { scopes, endsAtMs } = told;
      return { facts, login, scopes, permissions, endsAtMs, rate: client.readRateLimit() };
    },
    fetchLabels: async () => {
      const call = {
        what: 'list the labels',
        route: 'GET /repos/{owner}/{repo}/labels',
        params: { per_page: 100 },
      };
      return (await fetchRows(client, call)).map(parseLabelName);
    },
    fetchRole: (login) => fetchRole(client, login ?? ownerOf(options.repository)),
    ensureLabel: (label) => ensureLabel(client, label),
    readAheadMs: () => told.aheadMs,
    readHint: () => hintOf(told),
  };
};

const hintOf = ({ scopes, accepted }: Told): string | null => {
  const parts = [
    ...(scopes === null ? [] : [`scopes of the token: ${scopes.join(', ') || 'none'}`]),
    ...(accepted === null ? [] : [`accepted: ${accepted}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
};

const ownerOf = ({ owner }: RepositoryName): string => owner;
