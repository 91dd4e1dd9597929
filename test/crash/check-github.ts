/**
 * What people see on GitHub: one pull request per branch at most, one comment, the right label, one reaction.
 */
import type { Ground } from './ground.ts';
import type { Scenario } from './scenarios.ts';

const ourLabels: readonly string[] = ['rpi-working', 'rpi-review', 'rpi-blocked', 'rpi-failed'];

export const checkGitHub = async (ground: Ground, { scenes }: Scenario): Promise<readonly string[]> => {
  const { read } = ground.github;
  const pulls = await read.pulls();
  return scenes.flatMap(({ ends, words = [] }, at) => {
    const issue = ground.issues[at] ?? 0;
    const key = `gh-${issue}`;
    const mine = pulls.filter(({ head }) => head.ref === `rpi/${key}`);
    const said = read.comments(issue);
    const isPersons = ({ body }: { readonly body: string }): boolean =>
      words.some(({ text }) => text === body);
    const replies = said.filter(({ body }) => body.startsWith('<!-- coordinator:reply'));
    const comments = said.filter((comment) => !isPersons(comment) && !replies.includes(comment));
    const reactionsTo = (text: string): string =>
      said
        .filter(({ body }) => body === text)
        .flatMap(({ id }) => read.commentReactions(id).map(({ content }) => content))
        .join();
    const refusedCount = words.filter(({ reaction }) => reaction === 'confused').length;
    const labels = read.labelsOf(issue).filter((label) => ourLabels.includes(label));
    const wanted = ends.label === null ? [] : [ends.label];
    const reactions = read.reactions(issue);
    return [
      ...(mine.length === ends.pullCount ? [] : [`${key} has ${mine.length} pull requests`]),
      ...(comments.length === 1 ? [] : [`${key} has ${comments.length} comments`]),
      ...(labels.join() === wanted.join() ? [] : [`${key} is labelled ${labels}, not ${wanted}`]),
      ...(reactions.length === 1 ? [] : [`${key} has ${reactions.length} reactions`]),
      ...(replies.length === refusedCount ? [] : [`${key} has ${replies.length} replies`]),
      ...words
        .filter(({ text, reaction }) => reactionsTo(text) !== reaction)
        .map(({ text }) => `"${text}" on ${key} is acknowledged with "${reactionsTo(text)}"`),
      ...commentOf(key, comments[0]?.body ?? '', ends.state),
      ...(read.labelsOf(issue).includes('rpi-auto') ? [] : [`${key} lost the person's label`]),
    ];
  });
};

const commentOf = (key: string, body: string, state: string): readonly string[] =>
  body.toLowerCase().includes(state) ? [] : [`the comment on ${key} does not say ${state}`];
