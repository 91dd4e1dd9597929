import type { AgentSettings } from '../model/settings.ts';

/**
 * Codex without a person in front of it. Its own sandbox forbids commits in a worktree and then says that all is well,
 * so it runs without. The closing `-` makes it read standard input.
 */
export const codex: AgentSettings = {
  command: [
    'codex',
    'exec',
    '--json',
    '--skip-git-repo-check',
    '--dangerously-bypass-approvals-and-sandbox',
    '-',
  ],
  prompt: 'stdin',
  log: 'codex',
  env: {},
};
