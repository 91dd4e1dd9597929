import { stateLabels } from '../render/labels.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/** Exactly the wanted one of our labels is on the issue. @throws TransientError @throws PermanentError GitHub. */
export const setLabel = async (action: ActionOf<'set-label'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const { issue, label } = action;
  const before = readTask(issue, hands).stateLabel;
  if (label !== null) {
    const look = stateLabels[label];
    if (look !== undefined) await world.github.ensureLabel(label, look.color, look.description);
    await world.github.addLabel(issue, label);
  }
  if (before !== null && before !== label) await world.github.removeLabel(issue, before);
  world.store.patchTask(issue, { stateLabel: label });
  return undefined;
};
