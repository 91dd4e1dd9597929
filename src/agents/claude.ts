import type { AgentSettings } from '../model/settings.ts';

/**
 * Claude Code without a person in front of it. It may do anything inside its worktree that this user may: the
 * permission mode says so. The switches keep it from updating itself, from leaving background commands behind, and from
 * reading files that the text names as `@/path`, before any model or rule is asked.
 */
export const claude: AgentSettings = {
  command: [
    'claude',
    '-p',
    '--output-format',
    'stream-json',
    '--verbose',
    '--permission-mode',
    'bypassPermissions',
  ],
  prompt: 'stdin',
  log: 'claude',
  env: {
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
  },
};
