/**
 * Histories about time and room.
 */
import type { Command } from './commands.ts';
import type { History } from './history.ts';
import { fromTheStart, on, one, settle, story, wait } from './story.ts';

/** A worker that says something now and then, and never ends. */
const talk = (seconds: number): readonly Command[] =>
  Array.from({ length: Math.ceil(seconds / 80) }, () => [one.output, wait(80)]).flat();

/** By name. */
export const patientStories: Readonly<Record<string, History>> = {
  'a silent worker commits, and its limit comes': story(one.output, wait(120), one.edit, wait(120), settle),
  'a silent worker does nothing, and its limit comes': story(one.output, wait(250), settle),
  'git cannot be read when the limit of a worker comes': story(
    one.output,
    wait(120),
    { kind: 'fail', what: 'gitReads', count: 30 },
    wait(120),
  ),
  'a worker that never says anything changes a file': story(one.edit, wait(140), settle),
  'a worker goes on and on': story(...talk(1300)),
  'the machine sleeps while a worker lives': story(
    one.output,
    { kind: 'sleep', hours: 30 },
    settle,
    wait(100),
    { kind: 'sleep', hours: 3 },
    settle,
  ),
  'the coordinator is stopped for a while, and goes on': story(
    one.output,
    wait(60),
    { kind: 'freeze', seconds: 250 },
    settle,
    wait(100),
    settle,
  ),
  'one start after the other comes to nothing': fromTheStart(
    ...[1, 2, 3].map((issue) => on(issue).label),
    settle,
    on(1).exit1,
    on(2).exit1,
    settle,
    on(3).exit1,
    settle,
    wait(100),
    settle,
    wait(900),
    settle,
    wait(100),
    settle,
  ),
  'the disk is full when an issue is labelled': fromTheStart(
    { kind: 'room', disk: 'little' },
    one.label,
    settle,
    wait(40),
    { kind: 'room', disk: 'nearly' },
    settle,
    { kind: 'room', disk: 'plenty' },
    settle,
  ),
};
