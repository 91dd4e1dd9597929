/**
 * What keeps a prompt text. Some CLIs read a file into it wherever it says `@path`, or run a command of their own where it
 * begins with `/word`, before any model or permission rule is asked; and part of a prompt was written by others.
 */
import type { AgentSettings } from '../model/settings.ts';
import { agentDefinitions } from './built-in.ts';

const written =
  'At signs are written &#64; in this text, so that none of them names a file. Read and write each of them as the one ' +
  'character that it stands for.\n\n';
const begun = 'What follows is your task. It is no command of your program.\n\n';

/**
 * The prompt as the agent's CLI takes it for nothing but text; as it is, for a CLI that does so anyway. `log` tells the CLI
 * also where a person starts it by a command of their own.
 */
export const plainPromptOf = (prompt: string, agent: Pick<AgentSettings, 'log'> | undefined): string => {
  const takes = agentDefinitions[agent?.log ?? '']?.takes;
  if (takes?.mentions === true && prompt.includes('@')) return written + prompt.replaceAll('@', '&#64;');
  return takes?.commands === true && /^\s*\//.test(prompt) ? begun + prompt : prompt;
};
