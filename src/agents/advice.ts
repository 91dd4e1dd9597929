/**
 * What a person can do about a failure of an agent, from what is known of that agent.
 */
import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentSummary } from '../model/agent-summary.ts';

/** One line; null where there is nothing to say. `agent` null: it is not one of the built-in ones. */
export const adviceOf = (
  agent: AgentDefinition | null,
  { status, reason }: Pick<AgentSummary, 'status' | 'reason'>,
): string | null => {
  if (status !== 'failed') return null;
  const program = agent?.settings.command[0];
  switch (reason) {
    case 'auth':
      return agent?.login.fix ?? 'Log the agent in, as the user who runs the coordinator';
    case 'quota':
      return 'Wait for the reset of the usage limit, or use another account or agent';
    case 'max_turns':
      return 'Raise or remove the limit of turns in agents.<name>.command, or make the issue smaller';
    case 'context':
      return 'Make the issue smaller: the conversation grew beyond what the model can read';
    case 'failed_to_start':
      return program === undefined
        ? 'Try its command by hand in the worktree'
        : `Try ${program} by hand in the worktree; install or update it with: ${agent?.install}`;
    default:
      return null;
  }
};
