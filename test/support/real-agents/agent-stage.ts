/**
 * An end-to-end stage (e2e-stage.ts) whose worker is a real agent CLI and whose model is a scripted one. The agent has
 * a home and a temporary directory of its own.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, type Started, until } from '../command-line.ts';
import { type E2eStage, openE2eStage } from '../e2e-stage.ts';
import { pidsIn } from '../folder-processes.ts';
import { writeFiles } from '../git-repository.ts';
import { type ModelRequest, openModelServer } from '../model-server/open-model-server.ts';
import type { Script, ToolCall } from '../model-server/script.ts';
import type { Drive } from './drives.ts';
import { agentProgramsPath } from './pinned-agents.ts';

export interface Process {
  readonly pid: number;
  readonly command: string;
}

export interface AgentStage extends AsyncDisposable {
  readonly stage: E2eStage;
  /** Says what the model says from now on. */
  script(script: Script): void;
  /** What the agent asked its model so far, without questions beside the conversation. */
  requests(): readonly ModelRequest[];
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Started;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** Writes a file of the issue's worktree with the agent's own tool. */
  write(issue: number, name: string, text: string): ToolCall;
  /** Pids and command lines of everything that works for this test, the coordinator itself excepted. */
  processes(): readonly Process[];
  /** Waits until nothing works for this test any more; a runner outlives its worker's record for a moment. */
  nothingIsLeft(): Promise<unknown>;
  /** What the agent wrote in its attempts; for the message of a failing test. */
  said(issue: number): string;
}

const PREFIX = 'scripted';

/** Whatever a CLI wants to look up beside its model ends at a port where nobody listens. */
const NOWHERE_ELSE = ['HTTPS_PROXY=http://127.0.0.1:9', 'NO_PROXY=127.0.0.1,localhost'];

/** Sets the stage. One attempt unless the test says otherwise. */
export const openAgentStage = async (drive: Drive): Promise<AgentStage> => {
  const model = await openModelServer();
  const url = model.url(PREFIX);
  const stage = await openE2eStage({ config: drive.config, workerEnv: [...drive.env(url), ...NOWHERE_ELSE] });
  const { folderPath } = stage.repository;
  const temporaryPath = join(folderPath, 'tmp');
  mkdirSync(temporaryPath);
  writeFiles(folderPath, drive.homeFiles(url));
  const env = {
    PATH: `${agentProgramsPath()}:${process.env.PATH}`,
    TMPDIR: temporaryPath,
    COORDINATOR_WORKERS_AGENT: drive.name,
    COORDINATOR_WORKERS_ATTEMPTS: '1',
  };
  const coordinatorPids = new Set<number>();
  const start: AgentStage['start'] = (args, more = {}) => {
    const started = stage.start(args, { ...env, ...more });
    coordinatorPids.add(started.pid);
    return started;
  };
  const processes: AgentStage['processes'] = () =>
    pidsIn(folderPath)
      .filter((pid) => !coordinatorPids.has(pid))
      .map((pid) => ({ pid, command: readCommand(pid) }))
      .filter(({ command }) => command !== '');
  return {
    stage,
    script: (script) => model.script(PREFIX, script),
    requests: () => model.requests().filter(({ turn }) => turn >= 0),
    start,
    run: (args, more) => start(args, more).ended,
    write: (issue, name, text) => drive.write(stage.path('trees', `gh-${issue}`, name), text),
    processes,
    nothingIsLeft: () =>
      until(
        'nothing is left',
        () => processes().length === 0,
        () => JSON.stringify(processes()),
      ),
    said: (issue) => readLogs(stage.path('logs', `gh-${issue}`)),
    [Symbol.asyncDispose]: async () => {
      await stage[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
};

/** Empty when it has ended meanwhile. */
const readCommand = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
};

const readLogs = (path: string): string =>
  ['attempt-1.jsonl', 'attempt-1.stderr.log', 'attempt-2.jsonl', 'attempt-2.stderr.log']
    .map((name) => `${name}: ${readEnd(join(path, name))}`)
    .join('\n');

const readEnd = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').slice(-3000);
  } catch {
    return '-';
  }
};
