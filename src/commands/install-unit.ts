/**
 * `coordinator install-service`: writes the service's file and says how it is started; starts nothing itself.
 */
import { basename, join } from 'node:path';
import type { ServiceAnswer } from '../answers/setting-up.ts';
import { UsageError } from '../model/failures.ts';
import { renderJson } from '../render/json.ts';
import { renderLaunchdPlist, renderSystemdUnit } from '../render/unit-file.ts';
import { openFiles } from '../world/files/open-files.ts';
import type { Environment, PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';
import { openClone } from './workplace.ts';

export interface ServiceInstallRequest extends PlaceRequest {
  /** Only show the file. */
  readonly print: boolean;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly platform: string;
  /** Program and arguments that run the coordinator. */
  readonly command: readonly string[];
}

/** Writes the file unless one of other content is there. @throws UsageError there is, or no home directory. */
export const installService = async (request: ServiceInstallRequest): Promise<number> => {
  const { env, command } = request;
  const { git, paths } = await openClone(request);
  const { rootPath } = git;
  const name = `coordinator-${basename(rootPath).replace(/[^\w.-]/g, '-')}`;
  const source = { name, rootPath, command, path: env.PATH ?? '/usr/bin:/bin' };
  const text = isMac(request) ? renderLaunchdPlist(source) : renderSystemdUnit(source);
  if (request.print) return tell(request, { path: null, outcome: 'printed', text, next: [] });
  const path = pathOf(name, request);
  const files = openFiles({ historyPath: paths.historyPath });
  const present = files.readText(path);
  if (present !== text && (present !== null || files.replaceText(path, null, text) === 'changed'))
    throw new UsageError(`${path} is there and says something else; it is left as it is`, {
      exitCode: 1,
      fix: `Compare: coordinator install-service --print | diff ${path} -`,
    });
  const next = isMac(request) ? [`launchctl load ${path}`] : systemdWords(name);
  return tell(request, { path, outcome: present === text ? 'present' : 'written', text, next });
};

const isMac = ({ platform }: ServiceInstallRequest): boolean => platform === 'darwin';

const pathOf = (name: string, request: ServiceInstallRequest): string => {
  const { env } = request;
  return isMac(request)
    ? join(homeOf(env), 'Library', 'LaunchAgents', `${name}.plist`)
    : join(env.XDG_CONFIG_HOME || join(homeOf(env), '.config'), 'systemd', 'user', `${name}.service`);
};

const tell = ({ json, terminal }: ServiceInstallRequest, answer: ServiceAnswer): number => {
  const { path, outcome, text, next } = answer;
  const done = outcome === 'present' ? `${path} is there already` : `written: ${path}`;
  const lines = outcome === 'printed' ? [text.trimEnd()] : [done, ...next.map((line) => `  ${line}`)];
  terminal.answer(json ? renderJson(answer) : lines.join('\n'));
  return 0;
};

const homeOf = ({ HOME }: Environment): string => {
  if (HOME) return HOME;
  throw new UsageError('there is no home directory: HOME is not set', {
    fix: 'coordinator install-service --print',
  });
};

const systemdWords = (name: string): readonly string[] => [
  `systemctl --user daemon-reload && systemctl --user enable --now ${name}`,
  'loginctl enable-linger        # go on after logout',
  `journalctl --user -fu ${name}`,
];
