import { expect, test } from 'vitest';
import { createCircleTeller } from '../../src/daemon/circle-teller.ts';
import type { LinkWaits } from '../../src/decide/links.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock } from '../observe/fakes.ts';

const waitsOf = (...links: readonly (readonly [number, number])[]): LinkWaits =>
  new Map(
    links.map(([issue, number]) => [issue, [{ repository: null, number, why: 'blocked by' as const }]]),
  );

test('a circle is told once, and again after it was broken', () => {
  const told: string[] = [];
  const narrator = {
    tell: ({ subject, text }: { subject: string; text: string }) => told.push(`${subject} ${text}`),
  };
  const tell = createCircleTeller({ clock: createHandClock(), narrator } as unknown as World);
  const circle = waitsOf([2, 1], [1, 2]);
  const text =
    'gh-1 waits for gh-2, which waits for gh-1: a circle; none of them is started until a link is taken away';
  for (const waits of [circle, circle, waitsOf([3, 1])]) tell(waits);
  expect(told).toEqual([text]);
  tell(circle);
  expect(told).toEqual([text, text]);
});
