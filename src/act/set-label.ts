import { stateLabels } from '../render/labels.ts';
import { type ActionOf, type Hands, readTask, type Skip } from './hands.ts';

/**
 * Exactly the wanted one of our labels is on the issue. What is there is looked at first: an answer that was lost, or a
 * coordinator that died, leaves a label that nobody remembers. That one may be there is written down before, as a
 * trouble without a failed try: what is wanted later may be what is remembered, and nobody would look.
 * @throws TransientError @throws PermanentError GitHub.
 */
export const setLabel = async ({ issue, label }: ActionOf<'set-label'>, hands: Hands): Promise<Skip> => {
  const { github, store } = hands.world;
  const presence = await github.fetchIssue(issue);
  const present = presence.kind === 'present' ? presence.row.labels.filter(isOurs) : [];
  if (present.join() !== (label ?? '')) noteIntent(issue, hands);
  if (label !== null && !present.includes(label)) {
    const look = stateLabels[label];
    if (look !== undefined) await github.ensureLabel(label, look.color, look.description);
    await github.addLabel(issue, label);
  }
  for (const other of present) if (other !== label) await github.removeLabel(issue, other);
  store.patchTask(issue, { stateLabel: label });
  return undefined;
};

/** Taken back when the action succeeds, as every trouble is. */
const noteIntent = (issue: number, hands: Hands): void => {
  const { store, clock } = hands.world;
  if (readTask(issue, hands).troubles.some(({ action }) => action === 'set-label')) return;
  store.saveTrouble(issue, {
    action: 'set-label',
    class: 'transient',
    message: 'the coordinator died before it knew which label is on the issue',
    fix: null,
    tries: 0,
    at: clock.now(),
    retryAfterMs: null,
  });
};

const isOurs = (label: string): boolean => Object.hasOwn(stateLabels, label);
