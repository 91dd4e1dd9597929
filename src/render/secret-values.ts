/**
 * Which values are secret: what masking looks for beside the shapes of well-known tokens.
 */
import type { Settings } from '../model/settings.ts';

/** Where secrets come from. `token` may be empty. */
export interface SecretSource {
  readonly settings: Pick<Settings, 'workers' | 'agents'>;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly token: string;
}

/** Shorter values would mask ordinary words. */
const minLength = 6;

/** What says nothing about anybody, and stands in every log. */
const harmlessNames: readonly string[] = ['PATH', 'HOME'];

/**
 * The token, and all that a person hands to workers in their environment. A value of several lines is there line by line
 * too, since the end of a log may begin within it.
 */
export const secretValuesOf = ({ settings, hostEnv, token }: SecretSource): readonly string[] => {
  const chosen = settings.workers.env.map(({ name, value }) => value ?? hostEnv[name] ?? '');
  const ofAgents = Object.values(settings.agents).flatMap(({ env }) => Object.values(env));
  const values = secretLinesOf([...chosen, ...ofAgents], hostEnv);
  return [...new Set([...(token.length >= minLength ? [token] : []), ...values])];
};

/** Values and their lines, once each, but for what is short or stands in every log. */
export const secretLinesOf = (
  values: readonly string[],
  hostEnv: SecretSource['hostEnv'],
): readonly string[] => {
  const harmless = harmlessNames.map((name) => hostEnv[name]);
  const lines = values
    .filter((value) => !harmless.includes(value))
    .flatMap((value) => [value, ...value.split('\n')])
    .map((value) => value.trim());
  return [...new Set(lines)].filter((value) => value.length >= minLength);
};

/** A name that says that its value is to be kept to oneself: `SIGNING_KEY`, `SMTP_PASS`; not `PWD`, `SSH_AUTH_SOCK`. */
const secretName =
  /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|KEYS?$|(^|_)KEYS?_|_(PASS|PWD|PAT)$|AUTH(?!OR|_SOCK)/i;

/** What an environment itself calls a secret, whoever is handed it. */
export const secretVariablesOf = (env: SecretSource['hostEnv']): readonly string[] => {
  const named = Object.entries(env).filter(([name]) => secretName.test(name));
  return secretLinesOf(
    named.flatMap(([, value]) => value ?? []),
    env,
  );
};
