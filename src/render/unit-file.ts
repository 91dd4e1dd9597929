/**
 * The coordinator as a service of its user: a unit of systemd, a property list of launchd. Ending the service ends the
 * coordinator only: workers live on, to be adopted, however it ended.
 */

export interface ServiceRequest {
  /** `coordinator-acme-api` */
  readonly name: string;
  /** The clone, absolute. */
  readonly rootPath: string;
  /** Program and arguments, absolute. */
  readonly command: readonly string[];
  /** PATH of the service, and so of its workers. */
  readonly path: string;
}

/** In quotes as systemd reads them: `%` and `$` stand for themselves. @see systemd.syntax(7) */
const quoted = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', () => '$$')}"`;

/**
 * `KillMode=process`: systemd signals the coordinator alone, also when it was killed; any other mode ends the workers, too. Exit
 * codes that a person has to mend are not tried again.
 */
export const renderSystemdUnit = ({
  rootPath,
  command,
  path,
}: ServiceRequest): string => `# Made by coordinator install-service.
[Unit]
Description=coordinator for ${rootPath.replaceAll('%', '%%')}
StartLimitIntervalSec=600
StartLimitBurst=10

[Service]
WorkingDirectory=${rootPath.replaceAll('%', '%%')}
ExecStart=${command.map(quoted).join(' ')} run
Environment=${quoted(`PATH=${path}`).replaceAll('$$', () => '$')}
# GITHUB_TOKEN and keys of agents, a line each; \`gh auth login\` needs none.
EnvironmentFile=-%h/.config/coordinator/environment
KillMode=process
TimeoutStopSec=120
Restart=on-failure
RestartSec=15
RestartPreventExitStatus=2 3

[Install]
WantedBy=default.target
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `AbandonProcessGroup`: launchd leaves the workers alone when the coordinator ends. @see launchd.plist(5) */
export const renderLaunchdPlist = ({
  name,
  rootPath,
  command,
  path,
}: ServiceRequest): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${escaped(name)}</string>
  <key>WorkingDirectory</key><string>${escaped(rootPath)}</string>
  <key>ProgramArguments</key>
  <array>
${[...command, 'run'].map((word) => `    <string>${escaped(word)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key><dict><key>PATH</key><string>${escaped(path)}</string></dict>
  <key>AbandonProcessGroup</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>RunAtLoad</key><true/>
  <key>ThrottleInterval</key><integer>15</integer>
  <key>StandardErrorPath</key><string>${escaped(`${rootPath}/logs/coordinator.log`)}</string>
</dict>
</plist>
`;
