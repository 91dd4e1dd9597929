/**
 * Where the token comes from: the environment, else the GitHub CLI's own login.
 */
import { execa } from 'execa';

/** A token, and where it was found, for people. */
export interface FoundToken {
  readonly token: string;
  readonly origin: 'GITHUB_TOKEN' | 'GH_TOKEN' | 'gh auth token';
}

/** Runs `gh` with these arguments; its standard output, or null when it failed, is missing or took too long. */
export type RunGh = (args: readonly string[]) => Promise<string | null>;

const GH_TIMEOUT_MS = 5_000;

/** The real `gh`, at most 5 s. */
export const runGh: RunGh = async (args) => {
  const result = await execa('gh', args, { timeout: GH_TIMEOUT_MS, reject: false, stdin: 'ignore' });
  return result.failed ? null : result.stdout;
};

/** The host `gh` knows an API by: `github.com` for `https://api.github.com`, `HOST` for `https://HOST/api/v3`. */
const ghHostOf = (apiUrl: string): string => {
  const host = URL.canParse(apiUrl) ? new URL(apiUrl).host : '';
  return host.replace(/^api\.(github\.com|[^.]+\.ghe\.com)$/, '$1');
};

/**
 * The token from GITHUB_TOKEN, GH_TOKEN, else `gh auth token`; null when there is none. `gh` is asked for the host of
 * GITHUB_API_URL only, so that no other host is ever sent the token of github.com.
 */
export const readToken = async (
  env: Readonly<Record<string, string | undefined>>,
  run: RunGh,
): Promise<FoundToken | null> => {
  for (const origin of ['GITHUB_TOKEN', 'GH_TOKEN'] as const) {
    const token = env[origin]?.trim();
    if (token) return { token, origin };
  }
  const host = ghHostOf(env.GITHUB_API_URL?.trim() || 'https://api.github.com');
  if (host === '') return null;
  const token = (await run(['auth', 'token', '--hostname', host]))?.trim();
  return token ? { token, origin: 'gh auth token' } : null;
};
