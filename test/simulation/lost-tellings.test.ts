import { expect, test } from 'vitest';
import type { Command } from './commands.ts';
import { us } from './fake-github.ts';
import { carryOut } from './history.ts';
import { createSimulation } from './simulation.ts';
import { one, settle, wait } from './story.ts';

const gone: readonly Command[] = [
  { kind: 'delete-comment', issue: 1 },
  { kind: 'strip-labels', issue: 1 },
];

test.for([
  ['within the hour', [wait(3700), settle]],
  ['at the next start', [{ kind: 'kill-daemon' } as const, settle, wait(20), settle]],
] as const)('a status comment and a label that were taken away are back %s', async ([, later]) => {
  const simulation = createSimulation({ seed: 1, isOrderly: true });
  const play = async (commands: readonly Command[]): Promise<void> => {
    for (const command of commands) await carryOut(command, simulation);
  };
  const shown = () => {
    const issue = simulation.ground.github.issues.get(1);
    return {
      comments: issue?.comments.filter(({ author }) => author === us).length,
      labels: [...(issue?.labels ?? [])].filter((name) => name === 'rpi-blocked'),
    };
  };
  try {
    await play([one.label, settle, one.ask, one.exit0, settle, wait(100), settle]);
    expect(shown()).toEqual({ comments: 1, labels: ['rpi-blocked'] });
    await play(gone);
    expect(shown()).toEqual({ comments: 0, labels: [] });
    await play(later);
    expect(shown()).toEqual({ comments: 1, labels: ['rpi-blocked'] });
    expect(simulation.ground.witness.breaches).toEqual([]);
  } finally {
    simulation.close();
  }
});
