/** The world answers what only changes memory, GitHub's display and `tasks.md`, until a plan holds nothing of that. */

import { withRecord } from '../../src/decide/foresee.ts';
import { decidePlan } from '../../src/decide/plan.ts';
import { type Action, isRecord } from '../../src/model/action.ts';
import { commentKeyOf } from '../../src/model/comment.ts';
import { nothingLost } from '../../src/model/lost.ts';
import { known } from '../../src/model/seen.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { placing } from '../support/snapshots.ts';

const patched = (snapshot: Snapshot, issue: number, patch: Partial<TaskMemory>): Snapshot => ({
  ...snapshot,
  memory: {
    ...snapshot.memory,
    tasks: snapshot.memory.tasks.map((task) => (task.issue === issue ? { ...task, ...patch } : task)),
  },
});

/** What is done is no trouble any more. */
const troublesWithout = ({ memory }: Snapshot, { issue, kind }: Extract<Action, { kind: 'set-label' }>) =>
  memory.tasks.find((task) => task.issue === issue)?.troubles.filter(({ action }) => action !== kind) ?? [];

const answered = (snapshot: Snapshot, action: Action): Snapshot => {
  switch (action.kind) {
    case 'greet-issue':
      return patched(snapshot, action.issue, { greeted: true });
    case 'set-label':
      return patched(snapshot, action.issue, {
        stateLabel: action.label,
        troubles: troublesWithout(snapshot, action),
      });
    case 'write-comment':
      return patched(snapshot, action.issue, { comment: { id: 1, viewKey: commentKeyOf(action.view) } });
    case 'write-ledger':
    case 'restore-ledger': {
      // Which bytes they are is not decided here: any text will do, as long as it is found again.
      const text = JSON.stringify(action.view);
      const seen = known({ text, parse: { kind: 'block' as const, entries: [], sections: [] } }, 0);
      const ledger = { viewKey: text, text, entries: [] };
      return { ...snapshot, ledger: seen, memory: { ...snapshot.memory, ledger } };
    }
    default:
      return { ...snapshot, memory: withRecord(snapshot.memory, action, snapshot.now.atMs) };
  }
};

const tellingKinds: readonly Action['kind'][] = [
  'greet-issue',
  'set-label',
  'write-comment',
  'write-ledger',
  'restore-ledger',
];
const isAnswered = (action: Action): boolean => isRecord(action) || tellingKinds.includes(action.kind);

/** The world after at most 40 ticks, and what is still planned then. @throws Error it does not settle. */
export const settle = (start: Snapshot, settings: Settings): { world: Snapshot; rest: readonly Action[] } => {
  let world = start;
  for (let tick = 0; tick < 40; tick += 1) {
    const { actions } = decidePlan(world, { settings, placing });
    const known = actions.filter(isAnswered);
    if (known.length === 0) return { world, rest: actions };
    // What is missing is found once, not again with every look.
    world = { ...known.reduce(answered, world), lost: nothingLost };
  }
  throw new Error('it does not settle');
};
