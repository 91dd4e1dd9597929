/** A service that lets workers live, whatever its paths look like. */
import { expect, test } from 'vitest';
import { renderLaunchdPlist, renderSystemdUnit } from '../../src/render/unit-file.ts';

const source = {
  name: 'coordinator-api',
  rootPath: '/home/a & b/100% $x',
  command: ['/opt/node "24"', '/opt/main.js'],
  path: '/usr/bin:/o$p',
};

test('systemd signals the coordinator alone, and takes no path for words of its own', () => {
  const unit = renderSystemdUnit(source);
  expect(unit).toContain('\nKillMode=process\n');
  expect(unit).toContain('\nWorkingDirectory=/home/a & b/100%% $x\n');
  expect(unit).toContain('\nExecStart="/opt/node \\"24\\"" "/opt/main.js" run\n');
  expect(unit).toContain('\nEnvironment="PATH=/usr/bin:/o$p"\n');
  expect(renderSystemdUnit({ ...source, command: ['/o$p'] })).toContain('ExecStart="/o$$p" run');
});

test('launchd leaves the workers alone', () => {
  const list = renderLaunchdPlist(source);
  expect(list).toContain('<key>AbandonProcessGroup</key><true/>');
  expect(list).toContain('<string>/home/a &amp; b/100% $x</string>');
});
