/**
 * What the command line says when it is not given what it needs, as it is written down in `errors.txt`: what happened, why,
 * what to do, and the exit code.
 */
import { afterEach, expect, test } from 'vitest';
import { complaintOf, exitCodeOf } from '../../src/commands/complaint.ts';
import { makeRepository } from '../support/git-repository.ts';
import { freshProgram } from '../support/verbs.ts';

type Case = readonly [line: string, env?: Readonly<Record<string, string>>];

const cases: readonly Case[] = [
  ['confg'],
  ['run --until-idl'],
  ['stop'],
  ['stop 1 2'],
  ['run --port high'],
  ['recover rest 4'],
  ['completion csh'],
  ['help exit-cods'],
  ['explain abc'],
  ['stop 12'],
  ['stop 12 --json'],
  ['retry 12 --raeson x --json'],
  ['history gh-12'],
  ['wait 12 --timeout soon'],
  ['pause --until yesterday'],
  ['pause --until 2020-01-01T00:00Z'],
  ['init --json'],
  ['config show', { COORDINATOR_WORKERS_MAX: 'many' }],
  ['config show --config none.yml'],
  ['config show --config wrong.yml'],
  ['config show --config wrong.yml --json'],
  ['run --max-workers 0'],
  ['templates show wroker'],
];

const { cwd, env } = { cwd: process.cwd(), env: { ...process.env } };
const write = process.stderr.write.bind(process.stderr);
// Each command listens for the end of its streams, and a process has only one.
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
afterEach(() => {
  process.chdir(cwd);
  process.env = { ...env };
  process.stderr.write = write;
});

/** The transcript of one command. */
const spoken = async ([line, more = {}]: Case, mask: (text: string) => string): Promise<string> => {
  const words = line.split(' ');
  const program = freshProgram();
  process.env = { ...env, GITHUB_TOKEN: '', GH_TOKEN: '', GITHUB_API_URL: 'http://127.0.0.1:9', ...more };
  let narration = '';
  process.stderr.write = (text) => {
    narration += String(text);
    return true;
  };
  const error: unknown = await program.parseAsync(words, { from: 'user' }).then(
    () => null,
    (reason) => reason,
  );
  process.stderr.write = write;
  const complaint = error === null ? '' : (complaintOf(error, { program, words }) ?? '');
  const code = error === null ? 0 : exitCodeOf(error);
  const set = Object.entries(more).map(([name, value]) => `${name}=${value} `);
  return mask(`$ ${set.join('')}coordinator ${line}\n${narration}${complaint}\n[exit ${code}]\n`);
};

test('each error says what happened and what to do', async () => {
  using repository = makeRepository({
    'README.md': '# Test\n',
    'wrong.yml':
      'workers:\n  maxx: 3\nworker: { max: 2 }\nbudget:\n  perTsk: 5usd\ngithub: { pollInterval: soon }\n',
  });
  const mask = (text: string): string => text.replaceAll(repository.folderPath, 'FOLDER');
  process.chdir(repository.folderPath);
  const told = [await spoken(['status'], mask)];
  process.chdir(repository.rootPath);
  for (const one of cases) told.push(await spoken(one, mask));
  await expect(told.join('\n')).toMatchFileSnapshot('errors.txt');
});
