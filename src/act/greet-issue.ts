import type { ActionOf, Hands, Skip } from './hands.ts';

/** 👀 is on the issue; putting it twice is one. @throws TransientError @throws PermanentError GitHub. */
export const greetIssue = async ({ issue }: ActionOf<'greet-issue'>, { world }: Hands): Promise<Skip> => {
  await world.github.addReaction(issue, 'eyes');
  world.store.patchTask(issue, { greeted: true });
  return undefined;
};
