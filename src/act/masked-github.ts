import { maskSecrets } from '../render/masking.ts';
import type { GitHub } from '../world/world.ts';

/**
 * The door with a last net in front of every text that is posted through it: `values` and whatever is shaped like a
 * token. Texts of others are masked for more, before they are cut and framed: the frame may hold an ordinary value.
 */
export const maskedGitHub = (github: GitHub, values: readonly string[]): GitHub => {
  const mask = (text: string): string => maskSecrets(text, values);
  return {
    ...github,
    createComment: (issue, body) => github.createComment(issue, mask(body)),
    editComment: (id, body) => github.editComment(id, mask(body)),
    ensureLabel: (label, color, description) => github.ensureLabel(label, color, mask(description)),
    createPull: (pull) => github.createPull({ ...pull, title: mask(pull.title), body: mask(pull.body) }),
  };
};
