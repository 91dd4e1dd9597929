/**
 * Which files that git ignores may not go with a worktree (docs/decisions/0008-removing-worktrees.md): what by its name
 * is a secret or data. Directories whose content a command makes again are not looked into. And which files that git
 * does not ignore get into no commit of the coordinator: secrets.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Examples are no secrets: `.env.example`. */
const harmless = /\.(example|sample|template|dist|defaults?)$/;

const secrets = [
  /^\.env([.-].+)?$|\.env$|^\.envrc$|^\.dev\.vars|^\.(npmrc|netrc|pypirc|htpasswd|pgpass|git-credentials)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)|\.(pem|key|p8|p12|pfx|jks|keystore|kdbx|gpg|asc|ppk)$|kubeconfig/,
  /^(credentials?|secrets?)(\..+)?$|^service-?account.*\.json$|client_secret|(^|[-_.])token(\.(txt|json))?$/,
  /\.tfvars(\.json)?$|\.tfstate(\..+)?$/,
];

const data = /\.(sqlite3?|db|dump|mdb)(-(wal|shm|journal))?(\.(bak|old)|~)?$/;

const isSecretName = (lower: string): boolean =>
  !harmless.test(lower) && secrets.some((pattern) => pattern.test(lower));

/** True for the name of a file that nobody may be able to make again. */
export const isPrecious = (name: string): boolean => {
  const lower = name.toLowerCase();
  return isSecretName(lower) || (!harmless.test(lower) && data.test(lower));
};

/** Directories in which everything is a secret, whatever its name. */
const secretFolder = /^\.?(secrets?|credentials?|ssh|aws|gnupg|kube)$/;

const rebuilt = new Set(
  (
    'node_modules bower_components .yarn .pnpm-store jspm_packages dist build out target coverage .nyc_output ' +
    '.cache .parcel-cache .next .nuxt .svelte-kit .turbo .vite .angular .output .docusaurus .venv venv .tox .nox ' +
    '__pycache__ .pytest_cache .mypy_cache .ruff_cache .eggs .gradle .terraform pods deriveddata .dart_tool _build ' +
    'deps vendor .bundle .stack-work .direnv'
  ).split(' '),
);

/** True for a directory whose content is made again by a command. */
export const isRebuilt = (name: string): boolean => rebuilt.has(name.toLowerCase());

/** What a search below ignored or untracked entries brought to light; paths relative to the worktree. */
export interface Found {
  readonly files: string[];
  /** Other git repositories. */
  readonly repositories: string[];
  /** Those in directories that a command makes again. */
  readonly rebuiltRepositories: string[];
}

/** How far below such a directory is looked for them: `vendor/github.com/owner/name`, `node_modules/@scope/name`. */
const depthOf = (name: string): number => (name === 'node_modules' ? 2 : 4);

const searchRebuilt = async (rootPath: string, path: string, { found, depth }: Below): Promise<void> => {
  const entries = await readdir(join(rootPath, path), { withFileTypes: true });
  if (entries.some(({ name }) => name === '.git')) {
    found.rebuiltRepositories.push(path);
    return;
  }
  if (depth === 0) return;
  for (const entry of entries)
    if (entry.isDirectory())
      await searchRebuilt(rootPath, join(path, entry.name), { found, depth: depth - 1 });
};

interface Below {
  readonly found: Found;
  readonly depth: number;
}

const liesIn = (path: string, folder: RegExp): boolean =>
  dirname(path)
    .split('/')
    .some((name) => folder.test(name.toLowerCase()));

/** Folders such as `kube/` hold what is meant to be committed as well; these do not. */
const privateFolder = /^(\.?(secrets?|credentials?)|\.(ssh|aws|gnupg|kube))$/;

/** What is written to be committed, whatever it is called: `src/credentials.ts`, `secrets/README.md`. */
const source =
  /\.([cm]?[jt]sx?|py|go|rs|rb|php|java|kts?|scala|swift|cs|fs|c|cc|cpp|h|hpp|ex|exs|erl|clj|dart|lua|vue|svelte|html?|s?css|md|mdx|rst|sql|proto)$/;

/** True for the path of a file that, while it is in no commit, must not get into one unasked. */
export const isSecret = (path: string): boolean => {
  const lower = basename(path).toLowerCase();
  if (source.test(lower) || harmless.test(lower)) return false;
  return isSecretName(lower) || liesIn(path, privateFolder);
};

interface Place {
  readonly rootPath: string;
  /** Relative to it. */
  readonly path: string;
  readonly mountedPaths: readonly string[];
}

const search = async ({ path, ...place }: Place, found: Found): Promise<void> => {
  const { rootPath, mountedPaths } = place;
  const at = join(rootPath, path);
  if (mountedPaths.includes(at)) return;
  const stat = await lstat(at).catch(() => null);
  const name = basename(path);
  if (stat?.isFile() && (isPrecious(name) || liesIn(path, secretFolder))) found.files.push(path);
  if (!stat?.isDirectory()) return;
  if (isRebuilt(name)) return searchRebuilt(rootPath, path, { found, depth: depthOf(name) });
  const names = await readdir(at);
  if (names.includes('.git')) {
    found.repositories.push(path);
    return;
  }
  for (const each of names) await search({ ...place, path: join(path, each) }, found);
};

/** Where is looked, relative to the worktree, and where not, absolute: what is mounted there is none of the worktree's. */
export interface Searched {
  readonly entries: readonly string[];
  readonly mountedPaths: readonly string[];
}

/**
 * Looks below the entries of a worktree for precious files and for other repositories. A directory that cannot be read
 * is an error: what is in it is not known.
 */
export const findPrecious = async (rootPath: string, { entries, mountedPaths }: Searched): Promise<Found> => {
  const found: Found = { files: [], repositories: [], rebuiltRepositories: [] };
  for (const entry of entries)
    await search({ rootPath, path: entry.replace(/\/$/, ''), mountedPaths }, found);
  return found;
};

/** Larger files are not compared: they are kept. */
const comparedBytes = 16 * 1024 * 1024;

/** True when the main checkout has the very same file in the same place, as a copy made by a set-up has. */
export const isCopyOf = (path: string, otherPath: string): boolean => {
  const size = (at: string) => lstatSync(at, { throwIfNoEntry: false })?.size;
  const bytes = size(path);
  if (bytes === undefined || bytes > comparedBytes || bytes !== size(otherPath)) return false;
  return readFileSync(path).equals(readFileSync(otherPath));
};
