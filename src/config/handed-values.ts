/**
 * What a wrong configuration hands to workers, as far as it can be seen: masking has to know it all the same.
 */
import { type ConfigFile, readConfigFile } from './file.ts';
import { parseSource } from './source.ts';

/** Where the configuration is. */
export interface HandedRequest {
  readonly rootPath: string;
  readonly configPath?: string | undefined;
  /** A variable may be named only, and let through. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Values of the file that may be secret, rather too many: all below a key like `env`, and `NAME=value` anywhere, since the
 * key itself may be what is wrong. Null = not a file whose structure can be read.
 * @throws UsageError the file cannot be read, or the one that was named does not exist.
 */
export const readHandedValues = (request: HandedRequest): readonly string[] | null => {
  const { file } = readConfigFile(request.rootPath, request.configPath);
  return file === null ? [] : handedValuesOf(file, request.env);
};

const handedValuesOf = (file: ConfigFile, env: HandedRequest['env']): readonly string[] | null => {
  const { value, problems } = parseSource(file);
  if (problems.length > 0) return null;
  return scalarsOf({ value, isHanded: false }).flatMap(({ text, isHanded }) => {
    const [, name = '', , given] = entry.exec(text) ?? [];
    const letThrough = isHanded && Object.hasOwn(env, name) ? env[name] : undefined;
    return [given, letThrough, isHanded ? text : undefined].filter((each) => each !== undefined);
  });
};

/** `NAME`, or `NAME=value`. */
const entry = /^([A-Za-z_][A-Za-z0-9_]*)(=(.*))?$/s;

interface Found {
  readonly value: unknown;
  /** It lies below a key like `env`. */
  readonly isHanded: boolean;
}

const handedKey = /env|secret|token|password|key/i;

const scalarsOf = ({ value, isHanded }: Found): readonly { text: string; isHanded: boolean }[] => {
  if (Array.isArray(value)) return value.flatMap((each) => scalarsOf({ value: each, isHanded }));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) =>
      scalarsOf({ value: each, isHanded: isHanded || handedKey.test(key) }),
    );
  return value === null || value === undefined ? [] : [{ text: String(value), isHanded }];
};
