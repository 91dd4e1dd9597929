/**
 * `coordinator doctor`: what on this machine bears on workers, before one is started: how their trees are held, which
 * limits apply, whether there is room. Nothing is changed.
 */
import { join } from 'node:path';
import { hostShortagesOf, hostUnknownsOf } from '../decide/host.ts';
import { supervisionText } from '../render/supervision.ts';
import { openHost } from '../world/host.ts';
import { openProcesses } from '../world/processes/open-processes.ts';
import { outlivesLogin, probeScope } from '../world/processes/scope.ts';
import type { Terminal } from './terminal.ts';
import { openWorkplace, type PlaceRequest, type Workplace } from './workplace.ts';

export interface DoctorRequest extends PlaceRequest {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** `warn`: workers run, with less than could be had. `fail`: none is started as it is. */
interface Finding {
  readonly level: 'pass' | 'warn' | 'fail';
  readonly what: string;
  readonly text: string;
}

/** Prints each finding; resolves with exit code 1 when one is a failure. @throws UsageError no clone, wrong configuration. */
export const examine = async (request: DoctorRequest): Promise<number> => {
  const place = await openWorkplace(request);
  const findings = [...supervisionFindings(place, request.env), ...hostFindings(place)];
  const lines = findings.map(({ level, what, text }) => `${level.toUpperCase()}  ${what}: ${text}`);
  request.terminal.answer(request.json ? JSON.stringify(findings, null, 2) : lines.join('\n'));
  return findings.some(({ level }) => level === 'fail') ? 1 : 0;
};

const supervisionFindings = (place: Workplace, env: DoctorRequest['env']): readonly Finding[] => {
  const { limits } = place.config.settings.workers;
  const { runsPath } = place.paths;
  const processes = openProcesses({ runsPath, probeScope: () => probeScope({ env, outlivesLogin }) });
  const seen = processes.readSupervision(limits);
  const isUnlimited = [
    [limits.memoryBytes, seen.memory],
    [limits.processCount, seen.processes],
  ].some(([limit, means]) => limit !== null && means === 'none');
  const level = seen.tier === 'T2' || isUnlimited ? 'warn' : 'pass';
  return [
    { level, what: 'supervision', text: supervisionText(seen, limits) },
    ...seen.lowered.map((text): Finding => ({ level: 'warn', what: 'limits', text })),
  ];
};

const hostFindings = ({ git, config }: Workplace): readonly Finding[] => {
  const { host: limits, worktrees } = config.settings;
  const host = openHost().readHost([join(git.rootPath, worktrees.dir), git.rootPath]);
  const short = hostShortagesOf(host, limits).map((text): Finding => ({ level: 'fail', what: 'host', text }));
  const blind = hostUnknownsOf(host, limits).map((text): Finding => ({ level: 'warn', what: 'host', text }));
  const found = [...short, ...blind];
  return found.length > 0 ? found : [{ level: 'pass', what: 'host', text: 'there is room for a worker' }];
};
