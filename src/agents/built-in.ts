/**
 * The agents that need no configuration, each a file of data: how it is started, how the prompt reaches it, what it
 * needs around it. An `agents.<name>` of the same name in coordinator.yml takes its place.
 */
import type { AgentSettings } from '../model/settings.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';

/** Built-in agents by name. */
export const builtInAgents: Readonly<Record<string, AgentSettings>> = { claude, codex };
