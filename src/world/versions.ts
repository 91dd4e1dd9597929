/**
 * Which programs work here: ours, Node, git, and agents, each asked for its version within a few seconds.
 */
import { execa } from 'execa';
import { readVersion } from './package.ts';

/** How long a program may take to tell its version, milliseconds. */
const limitMs = 5_000;

/** Versions as the programs tell them, one line each; `why` in place of one that does not. */
export interface Versions {
  readonly coordinator: string;
  readonly node: string;
  readonly platform: string;
  readonly git: string;
  readonly agents: Readonly<Record<string, string>>;
}

/** Asks all side by side. `agents`: by name, the whole command that tells its version. */
export const readVersions = async (
  agents: Readonly<Record<string, readonly string[]>>,
): Promise<Versions> => {
  const told = Object.entries(agents).map(async ([name, command]) => [name, await readOne(command)] as const);
  return {
    coordinator: readVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    git: await readOne(['git', '--version']),
    agents: Object.fromEntries(await Promise.all(told)),
  };
};

const readOne = async ([program = '', ...args]: readonly string[]): Promise<string> => {
  const { stdout, stderr, failed, code } = await execa(program, args, {
    timeout: limitMs,
    forceKillAfterDelay: 500,
    stdin: 'ignore',
    reject: false,
  });
  if (failed) return code === 'ENOENT' ? `not found: ${program}` : 'it did not tell';
  return `${stdout}\n${stderr}`.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
};
