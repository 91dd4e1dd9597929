/**
 * `coordinator help TOPIC`: what is not about one command. Pure text; what lists settings is handed them.
 */
import { ownValue } from '../model/own-value.ts';

/** A setting as a person writes it; `variable` null = it cannot be set by one. */
export interface SettingLine {
  readonly name: string;
  readonly variable: string | null;
  readonly fallback: string;
  readonly about: string;
}

const exitCodes = `Exit codes
    0  done; also for an empty list, and after a first Ctrl-C
    1  a task failed (run --once, --until-idle), or the command could not do what was asked
    2  usage or configuration: nothing was started
    3  another coordinator runs for this repository
    4  GitHub refuses, or cannot be reached at the start
    8  wait: the task is not over yet, and the time is
   70  a bug of the coordinator; workers that run go on
  129  130  143  ended by a second signal (the terminal was closed, Ctrl-C, SIGTERM): workers that were asked
                 to end do so by themselves, the next run takes up their work`;

const tasks = `Tasks: one for each issue with the label, known by gh-N
  ○ queued      waits for a slot, for other issues, for its time, or for a guard; \`status\` says which
  ● preparing   its worktree is made, its worker is being started
  ● running     its worker works
  ● timing_out  a limit of time or resources was reached, its worker is being ended
  ● stopping    a person stopped it, its worker is being ended, its work kept
  ▲ zombie      its main process is gone while others of it live; they are ended
  ▲ blocked     a person is needed: a question, a failure to look at, or a text that a stranger changed
  ✓ completed   there is a pull request of its branch
  ✗ failed      no attempt is left
  ■ stopped     ended by a person, its work kept
  ■ cancelled   given up: label removed, issue closed, row marked, or asked for

A task that is over goes on after: coordinator retry N, a comment /rpi retry, its row moved to Pending in tasks.md, or the
label put on again. What goes on: coordinator status. Why it waits: the EVIDENCE column.`;

const settingLines = (settings: readonly SettingLine[], nameOf: (line: SettingLine) => string): string => {
  const width = Math.max(...settings.map((line) => nameOf(line).length));
  return settings
    .map((line) => `  ${nameOf(line).padEnd(width)}  ${line.about} [${line.fallback}]`)
    .join('\n');
};

const config = (
  settings: readonly SettingLine[],
): string => `Configuration: coordinator.yml at the root of the repository, .github/coordinator.yml, or --config FILE
Everything is optional. Flags win over variables, variables over the file. A valid change applies while the coordinator runs.
A first file with everything as a comment: coordinator init. In force, and from where: coordinator config show.

${settingLines(settings, ({ name }) => name)}`;

const environment = (settings: readonly SettingLine[]): string => `Variables that the coordinator reads
  GITHUB_TOKEN, GH_TOKEN     the token; where neither is set, \`gh auth token\` is asked
  GITHUB_API_URL             https://HOST/api/v3 for GitHub Enterprise
  COORDINATOR_WEBHOOK_SECRET the secret of github.webhook
  NO_COLOR, CLICOLOR=0       no colours
  FORCE_COLOR                colours also where the output is no terminal; CLICOLOR_FORCE does the same
  FORCE_HYPERLINK            1, 0: issues and pull requests lead to GitHub in \`status\`, or not; else as the terminal is known
  PAGER                      shows long answers on a terminal; cat = none

Settings as variables
${settingLines(
  settings.filter(({ variable }) => variable !== null),
  ({ variable }) => variable ?? '',
)}

Variables that a worker gets: see "What a worker gets" in docs/workers.md.`;

const topics: Readonly<Record<string, (settings: readonly SettingLine[]) => string>> = {
  'exit-codes': () => exitCodes,
  tasks: () => tasks,
  config,
  environment,
};

/** Names of the topics. */
export const topicNames: readonly string[] = Object.keys(topics);

/** The text; null: there is no such topic. */
export const renderTopic = (name: string, settings: readonly SettingLine[]): string | null =>
  ownValue(topics, name)?.(settings) ?? null;
