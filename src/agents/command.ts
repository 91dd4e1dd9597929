/**
 * The command of one start: the agent's own, with what is chosen for it put in. Every value is one argument, and none of
 * them can be an option or a path.
 */
import type { AgentSettings } from '../model/settings.ts';

/** What a start is asked for beside its prompt; null = nothing of the kind. */
export interface StartWish {
  readonly model: string | null;
  readonly effort: string | null;
  /** Id of the session to go on with. */
  readonly session: string | null;
  /** More options, whole arguments of ours. */
  readonly further: readonly string[];
}

/** Ids as the CLIs make them: never an option, never a path. */
const sessionId = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** True for what may become an argument or a part of a path. */
export const isSessionId = (session: string): boolean => sessionId.test(session);

/** The command that continues a session; null for an id that no CLI would have made, and where the agent has none. */
export const resumeCommandOf = (
  { resume }: Pick<AgentSettings, 'resume'>,
  session: string,
): readonly string[] | null =>
  resume !== null && sessionId.test(session) ? filled(resume, 'session', session) : null;

/** Program and arguments; a session that cannot be continued is left out. */
export const commandOf = (agent: AgentSettings, wish: StartWish): readonly string[] => {
  const { model, effort, session, further } = wish;
  const resumed = session === null ? null : resumeCommandOf(agent, session);
  return withOptions(resumed ?? agent.command, [
    ...(model === null ? [] : filled(agent.model ?? [], 'model', model)),
    ...(effort === null ? [] : filled(agent.effort ?? [], 'effort', effort)),
    ...further,
  ]);
};

/** What closes the options (`-` for standard input, `--`) stays last. */
const withOptions = (command: readonly string[], options: readonly string[]): readonly string[] => {
  const isClosed = /^--?$/.test(command.at(-1) ?? '');
  return isClosed ? [...command.slice(0, -1), ...options, ...command.slice(-1)] : [...command, ...options];
};

const filled = (parts: readonly string[], name: string, value: string): readonly string[] =>
  parts.map((part) => part.replaceAll(`{${name}}`, () => value));
