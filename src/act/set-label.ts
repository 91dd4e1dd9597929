import { stateLabels } from '../render/labels.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/**
 * Exactly the wanted one of our labels is on the issue. What is there is looked at first: an answer that was lost, or a
 * coordinator that died, leaves a label that nobody remembers. @throws TransientError @throws PermanentError GitHub.
 */
export const setLabel = async ({ issue, label }: ActionOf<'set-label'>, { world }: Hands): Promise<Skip> => {
  const { github, store } = world;
  const presence = await github.fetchIssue(issue);
  const present = presence.kind === 'present' ? presence.row.labels.filter(isOurs) : [];
  if (label !== null && !present.includes(label)) {
    const look = stateLabels[label];
    if (look !== undefined) await github.ensureLabel(label, look.color, look.description);
    await github.addLabel(issue, label);
  }
  for (const other of present) if (other !== label) await github.removeLabel(issue, other);
  store.patchTask(issue, { stateLabel: label });
  return undefined;
};

const isOurs = (label: string): boolean => Object.hasOwn(stateLabels, label);
