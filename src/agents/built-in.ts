/**
 * The agents that need no configuration, each a file of data and of one pure reader: how it is started and resumed, how the
 * prompt reaches it, what it needs around it, what its log says. An `agents.<name>` of the same name in coordinator.yml
 * takes its place.
 */
import type { AgentDefinition } from '../model/agent-definition.ts';
import type { LineReader } from '../model/agent-event.ts';
import type { AgentSettings } from '../model/settings.ts';
import { claude, createClaudeReader } from './claude.ts';
import { cline, createClineReader } from './cline.ts';
import { codex, createCodexReader } from './codex.ts';
import { copilot, createCopilotReader } from './copilot.ts';
import { createGeminiReader, gemini } from './gemini.ts';
import { createOpencodeReader, opencode } from './opencode.ts';
import { createPiReader, pi } from './pi.ts';
import { createQwenReader, qwen } from './qwen.ts';

/** Everything known of the built-in agents, by name. */
export const agentDefinitions: Readonly<Record<string, AgentDefinition>> = {
  claude,
  codex,
  gemini,
  opencode,
  copilot,
  qwen,
  pi,
  cline,
};

/** Built-in agents by name. */
export const builtInAgents: Readonly<Record<string, AgentSettings>> = Object.fromEntries(
  Object.entries(agentDefinitions).map(([name, { settings }]) => [name, settings]),
);

/** A fresh reader of a log format (`AgentSettings.log`), by its name; `text` and unknown names have none. */
export const lineReaders: Readonly<Record<string, () => LineReader>> = {
  claude: createClaudeReader,
  codex: createCodexReader,
  gemini: createGeminiReader,
  opencode: createOpencodeReader,
  copilot: createCopilotReader,
  qwen: createQwenReader,
  pi: createPiReader,
  cline: createClineReader,
};

/** Ids as the CLIs make them: never an option, never a path. */
const sessionId = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** The command that continues a session; null for an id that no CLI would have made. */
export const resumeCommandOf = ({ resume }: AgentDefinition, session: string): readonly string[] | null =>
  sessionId.test(session) ? resume.map((part) => part.replace('{session}', session)) : null;
