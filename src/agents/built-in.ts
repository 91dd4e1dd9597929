/**
 * The agents that need no configuration, each a file of data and of one pure reader: how it is started and resumed, how the
 * prompt reaches it, what it needs around it, what its log says. An `agents.<name>` of the same name in coordinator.yml
 * takes its place.
 */
import type { AgentDefinition } from '../model/agent-definition.ts';
import type { LogFormat } from '../model/agent-event.ts';
import type { AgentSettings } from '../model/settings.ts';
import { claude, claudeLog } from './claude.ts';
import { cline, clineLog } from './cline.ts';
import { codex, codexLog } from './codex.ts';
import { copilot, copilotLog } from './copilot.ts';
import { gemini, geminiLog } from './gemini.ts';
import { opencode, opencodeLog } from './opencode.ts';
import { pi, piLog } from './pi.ts';
import { qwen, qwenLog } from './qwen.ts';

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

/** Log formats by name (`AgentSettings.log`); `text` is none of them. */
export const logFormats: Readonly<Record<string, LogFormat>> = {
  claude: claudeLog,
  codex: codexLog,
  gemini: geminiLog,
  opencode: opencodeLog,
  copilot: copilotLog,
  qwen: qwenLog,
  pi: piLog,
  cline: clineLog,
};
