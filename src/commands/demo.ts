/**
 * `coordinator demo`: the whole life of a few issues on this machine, with the same code as `run`, checked at the end.
 */
import { type Check, checkStory } from '../demo/checks.ts';
import { people, type Stage, setStage } from '../demo/stage.ts';
import { intervene, openIssues, type Scene, type Tell } from '../demo/story.ts';
import { keyOf } from '../model/ids.ts';
import { renderDuration } from '../render/duration.ts';
import { narratorOn } from './narrator.ts';
import type { Environment } from './place-request.ts';
import { runCoordinator } from './run.ts';
import type { Terminal } from './terminal.ts';

export interface DemoRequest {
  readonly terminal: Terminal;
  readonly keep: boolean;
  readonly extraIssues: number;
  readonly env: Environment;
}

/** Plays the story; resolves with 0 when everything that it tells really happened. */
export const showDemo = async (request: DemoRequest): Promise<number> => {
  const { terminal, keep } = request;
  const startedMs = performance.now();
  const tell: Tell = (text) => terminal.say(terminal.paint('cyan', `          ${text}`));
  terminal.say('Setting the stage: a small repository, and a GitHub on this machine. No token, no network.');
  const stage = await setStage();
  try {
    const scenes = await openIssues(stage, request.extraIssues);
    tellIssues(scenes, terminal);
    const code = await play(stage, { scenes, tell, request });
    const checks = await checkStory(stage, scenes);
    await tellChecks(checks, { stage, scenes, terminal });
    const isTrue = code === 0 && checks.every(({ holds }) => holds);
    const took = renderDuration(performance.now() - startedMs);
    terminal.answer(
      isTrue ? `All of it really happened, in ${took}.` : `Not all of it happened (run ended with ${code}).`,
    );
    tellNext(stage, request);
    return isTrue ? 0 : 1;
  } finally {
    await stage.strike(keep);
  }
};

const tellIssues = (scenes: readonly Scene[], { say, paint }: Terminal): void => {
  say(
    `\n${people.maintainer} labels these issues rpi-auto; ${people.stranger}, who may not, labels the one marked *:`,
  );
  for (const { issue, title, ending } of scenes)
    say(`  #${issue} ${title}${ending === 'refused' ? ' *' : ''}`);
  say(paint('dim', '\ncoordinator run --until-idle'));
};

const play = async (
  stage: Stage,
  {
    scenes,
    tell,
    request,
  }: { readonly scenes: readonly Scene[]; readonly tell: Tell; readonly request: DemoRequest },
): Promise<number> => {
  let isOver = false;
  const interventions = intervene(stage, { scenes, tell, isOver: () => isOver });
  const run = runCoordinator({
    cwd: stage.clonePath,
    env: environmentOf(stage, request.env),
    flags: {},
    mode: 'until-idle',
    narrator: narratorOn(request.terminal),
  }).finally(() => {
    isOver = true;
  });
  const [code] = await Promise.all([run, interventions]);
  return code;
};

/** The machine's own variables without any that would point the coordinator elsewhere. */
const environmentOf = (stage: Stage, env: Environment): Environment => {
  const own = Object.entries(env).filter(([name]) => !/^(COORDINATOR_|GITHUB_|GH_)/.test(name));
  return { ...Object.fromEntries(own), GITHUB_API_URL: stage.github.url, GITHUB_TOKEN: stage.token };
};

const tellChecks = async (
  checks: readonly Check[],
  {
    stage,
    scenes,
    terminal,
  }: { readonly stage: Stage; readonly scenes: readonly Scene[]; readonly terminal: Terminal },
): Promise<void> => {
  const pulls = await stage.github.read.pulls();
  terminal.answer('\nWhat came of it:');
  for (const { issue, title, ending } of scenes) {
    const pull = pulls.find((candidate) => candidate.head.ref === `rpi/${keyOf(issue)}`);
    terminal.answer(
      `  gh-${issue}  ${title}: ${pull === undefined ? ending : `pull request #${pull.number}`}`,
    );
  }
  terminal.answer('\nChecked where it shows, not by what the coordinator says:');
  for (const { claim, holds } of checks)
    terminal.answer(`  ${holds ? terminal.paint('green', '✓') : terminal.paint('red', '✗')} ${claim}`);
  terminal.answer('');
};

const tellNext = (stage: Stage, { keep, terminal }: DemoRequest): void => {
  if (keep) {
    terminal.answer(
      `Kept: ${stage.clonePath}\n  tasks.md   the ledger\n  logs/      what each worker said\n  trees/     the worktrees`,
    );
    terminal.answer('The GitHub of the demo has ended with it.');
    return;
  }
  terminal.answer(
    'In a repository of your own: coordinator init. To look around in this one: coordinator demo --keep',
  );
};
