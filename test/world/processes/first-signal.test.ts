/**
 * The signal on which a worker ends well comes before all others, to its whole group; what does not end on it is ended as
 * ever.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { until, untilSeen } from '../../support/until.ts';
import { endOf, openRig, readWitnessed } from './rig.ts';

const bashAsSh = join(mkdtempSync(join(tmpdir(), 'shell-')), 'sh');
symlinkSync('/bin/bash', bashAsSh);

/** Longer than any test takes: what ends before it did not wait for it. */
const patient = { signal: 'SIGINT', graceMs: 60_000 } as const;

describe.each(['/bin/sh', bashAsSh])('a worker with a first signal under the runner in %s', (shellPath) => {
  const rig = openRig({ shellPath });
  const { processes, start, logOf } = rig;
  afterEach(rig.expectClean);
  afterAll(rig.close);

  const started = async (name: string, part: Parameters<typeof start>[1]) => {
    const run = await start([name], part);
    await until(() => logOf(run).includes('started\n'));
    return run;
  };

  it('ends well, and its tool is ended after it', async () => {
    const run = await started('ends-well-on-sigint', { firstSignal: patient });
    processes.stopRun(run, 'term');
    const seen = await untilSeen(processes, run, 'ended');
    expect(seen).toMatchObject({ exit: { code: 0, why: 'term', leftovers: ['sleep 600'] } });
    expect(logOf(run)).toBe('started\nresult\n');
    expect(readWitnessed(join(rig.rootPath, `${run}.pids`))).toHaveLength(1);
  });

  it('that is a launcher: the agent behind it has its time too', async () => {
    const run = await started('launches-agent', { firstSignal: patient });
    processes.stopRun(run, 'term');
    expect(await endOf(processes, run)).toBe('130 term');
    expect(logOf(run)).toBe('started\nresult\n');
  });

  it('goes on all the same, and is asked to end when the time for that is over', async () => {
    const run = await started('ignores-sigint', { firstSignal: { signal: 'SIGINT', graceMs: 200 } });
    processes.stopRun(run, 'term');
    expect(await endOf(processes, run)).toBe('3 term');
  });

  it('can be killed meanwhile', async () => {
    const run = await started('ignores-sigint', { firstSignal: patient });
    processes.stopRun(run, 'term');
    processes.stopRun(run, 'kill');
    expect(await endOf(processes, run)).toBe('137 kill');
  });
});

describe('temporary files of a run', () => {
  const rig = openRig();
  const { processes } = rig;
  afterAll(rig.close);

  /** Runs a command in a shell whose temporary directory is its own. */
  const runIn = async (command: string) => {
    const scratchPath = mkdtempSync(join(rig.rootPath, 'scratch-'));
    const spec = rig.specOf(['sh', '-c', command], { scratchPath: join(scratchPath, 'own') });
    await processes.startRun({ ...spec, env: { ...spec.env, TMPDIR: join(scratchPath, 'own') } });
    expect(await endOf(processes, spec.run)).toBe('0 self');
    const diagnostics = () => readFileSync(join(rig.runsPath, spec.run, 'runner.err'), 'utf8');
    return { path: scratchPath, diagnostics };
  };

  it('go with it, those that must not be written to as well; what links lead to stays', async () => {
    const elsewhere = join(rig.rootPath, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'kept'), '');
    const { path } = await runIn(
      `cd "$TMPDIR" && mkdir -p a/b && touch a/b/c && chmod 500 a/b a && ln -s ${elsewhere} link`,
    );
    await until(() => readdirSync(path).length === 0);
    expect(readdirSync(elsewhere)).toEqual(['kept']);
  });

  it('stay where a checkout is among them', async () => {
    const { path, diagnostics } = await runIn('mkdir -p "$TMPDIR/clone/.git"');
    await until(() => diagnostics().includes('is kept'));
    expect(existsSync(join(path, 'own', 'clone', '.git'))).toBe(true);
  });
});
