/**
 * What is shipped for Prometheus and Grafana speaks of numbers that there are; and what there is, is used or described.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { familiesOf } from '../../../src/render/metrics/families.ts';
import { packagePath } from '../../../src/world/package.ts';
import { aSource } from '../../render/metrics/numbers.ts';

const read = (...parts: readonly string[]): string => readFileSync(join(packagePath, ...parts), 'utf8');

const families = familiesOf(aSource());
const exported = families.map(({ name }) => name);
const isHistogram = (name: string): boolean =>
  families.some(
    (family) => family.name === name && (family.kind === 'histogram' || family.kind === 'ticking'),
  );

/** Names in a text; those of a histogram's parts as its own. */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/coordinator_[a-z_]+/g)].map(([name]) => {
      const whole = name.replace(/_(bucket|sum|count)$/, '');
      return isHistogram(whole) ? whole : name;
    }),
  );

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(read('templates', 'monitoring', 'dashboard.json')) as {
  readonly panels: readonly Panel[];
};
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const rules = read('templates', 'monitoring', 'alerts.yml');
/** Rows of the table: the metrics, and where they are used. */
const described = [
  ...read('docs', 'monitoring.md').matchAll(/^\| (`coordinator_.*) \| .* \| ([AD ]*) \|$/gm),
].map(([, names = '', use = '']) => ({ names: namesIn(names), use }));

test('every metric is described, and what is described is there', () => {
  const names = described.flatMap((row) => [...row.names]);
  expect(names.toSorted()).toEqual(exported.toSorted());
});

test('every metric of the dashboard and of the rules exists, and is said to be used', () => {
  for (const [use, text] of [
    ['D', expressions.join('\n')],
    ['A', rules],
  ] as const) {
    const said = new Set(described.filter((row) => row.use.includes(use)).flatMap(({ names }) => [...names]));
    for (const name of namesIn(text)) {
      expect(exported).toContain(name);
      expect(said).toContain(name);
    }
  }
  const used = namesIn(`${expressions.join('\n')}\n${rules}`);
  expect(exported.filter((name) => !used.has(name))).toEqual([]);
});

test('labels that are asked for are labels of the metric', () => {
  for (const [, name = '', selector = ''] of `${expressions.join('\n')}\n${rules}`.matchAll(
    /(coordinator_[a-z_]+)\{([^}]*)\}/g,
  )) {
    const [whole] = namesIn(name);
    const labels = families.find((family) => family.name === whole)?.labelNames ?? [];
    for (const [, label] of selector.matchAll(/(\w+)[!=]/g))
      expect([...labels, 'repository']).toContain(label);
  }
});

test('panels of the dashboard lie beside each other, each with a title', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [index, { gridPos: one, title }] of panels.entries()) {
    expect(title).not.toBe('');
    expect(one.x + one.w).toBeLessThanOrEqual(24);
    for (const { gridPos: other } of panels.slice(index + 1)) {
      const isBeside = one.x + one.w <= other.x || other.x + other.w <= one.x;
      const isAbove = one.y + one.h <= other.y || other.y + other.h <= one.y;
      expect(isBeside || isAbove, title).toBe(true);
    }
  }
});
