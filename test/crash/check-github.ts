/**
 * What people see on GitHub: one pull request per branch at most, one comment, the right label, one reaction.
 */
import type { Ground } from './ground.ts';
import type { Scenario } from './scenarios.ts';

const ourLabels: readonly string[] = ['rpi-working', 'rpi-review', 'rpi-blocked', 'rpi-failed'];

export const checkGitHub = async (ground: Ground, { scenes }: Scenario): Promise<readonly string[]> => {
  const { read } = ground.github;
  const pulls = await read.pulls();
  return scenes.flatMap(({ ends }, at) => {
    const issue = ground.issues[at] ?? 0;
    const key = `gh-${issue}`;
    const mine = pulls.filter(({ head }) => head.ref === `rpi/${key}`);
    const comments = read.comments(issue);
    const labels = read.labelsOf(issue).filter((label) => ourLabels.includes(label));
    const wanted = ends.label === null ? [] : [ends.label];
    const reactions = read.reactions(issue);
    return [
      ...(mine.length === ends.pullCount ? [] : [`${key} has ${mine.length} pull requests`]),
      ...(comments.length === 1 ? [] : [`${key} has ${comments.length} comments`]),
      ...(labels.join() === wanted.join() ? [] : [`${key} is labelled ${labels}, not ${wanted}`]),
      ...(reactions.length === 1 ? [] : [`${key} has ${reactions.length} reactions`]),
      ...commentOf(key, comments[0]?.body ?? '', ends.state),
      ...(read.labelsOf(issue).includes('rpi-auto') ? [] : [`${key} lost the person's label`]),
    ];
  });
};

const commentOf = (key: string, body: string, state: string): readonly string[] =>
  body.toLowerCase().includes(state) ? [] : [`the comment on ${key} does not say ${state}`];
