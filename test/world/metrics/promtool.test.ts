/**
 * Prometheus' own tool judges what is shipped for it. Where it is not installed that is skipped; `.ci/run` installs it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { familiesOf } from '../../../src/render/metrics/families.ts';
import { createExposition } from '../../../src/world/metrics/exposition.ts';
import { packagePath } from '../../../src/world/package.ts';
import { aSource } from '../../render/metrics/numbers.ts';

const monitoringPath = join(packagePath, 'templates', 'monitoring');

const promtool = (args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: monitoringPath,
    input,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

const test = it.skipIf(spawnSync('promtool', ['--version']).status !== 0);

const emptyFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'coordinator-promtool-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

test('alert rules fire when they should, and only then', () => {
  expect(promtool(['check', 'config', 'prometheus.yml'])).toMatchObject({ status: 0 });
  expect(promtool(['test', 'rules', 'alerts.test.yml'])).toEqual({
    status: 0,
    said: expect.stringContaining('SUCCESS'),
  });
});

test('their unit tests notice a rule that is wrong', () => {
  const path = emptyFolder();
  const rules = readFileSync(join(monitoringPath, 'alerts.yml'), 'utf8');
  writeFileSync(
    join(path, 'alerts.yml'),
    rules.replace('coordinator_breaker_open == 1', 'coordinator_breaker_open == 2'),
  );
  const [head = '', ...cases] = readFileSync(join(monitoringPath, 'alerts.test.yml'), 'utf8').split(
    /^(?= {2}- name:)/m,
  );
  writeFileSync(
    join(path, 'alerts.test.yml'),
    head + cases.find((one) => one.includes('CoordinatorBreakerOpen')),
  );
  const { status, said } = promtool(['test', 'rules', join(path, 'alerts.test.yml')]);
  expect(status).not.toBe(0);
  expect(said).toContain('CoordinatorBreakerOpen');
});

test('every expression of the dashboard is one', () => {
  const { panels } = JSON.parse(readFileSync(join(monitoringPath, 'dashboard.json'), 'utf8')) as {
    readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
  };
  const rules = panels
    .flatMap(({ targets = [] }) => targets)
    .map(({ expr }, index) => ({
      record: `dashboard:${index}`,
      expr: expr.replace(/\$__(rate_interval|range)/g, '5m').replaceAll('$repository', '.*'),
    }));
  const rulesPath = join(emptyFolder(), 'dashboard.yml');
  // JSON is YAML.
  writeFileSync(rulesPath, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { status, said } = promtool(['check', 'rules', rulesPath]);
  expect(said).toContain(`${rules.length} rules found`);
  expect(status).toBe(0);
});

test('what is exported is as Prometheus wants it', async () => {
  const exposition = createExposition({ repository: 'acme/api', readFamilies: () => familiesOf(aSource()) });
  exposition.ticked(0.02);
  const { text } = await exposition.scrape();
  expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' });
  expect(promtool(['check', 'metrics'], text.replaceAll('_total', '_number')).status).not.toBe(0);
});
