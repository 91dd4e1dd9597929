import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blankExit, durationMsOf, parseExit, parseOwner } from '../../../src/world/processes/records.ts';

const boot = '0f1e2d3c-0000-4000-8000-000000000000';
const ownerLine = `v3 4242 118200 4243 118205 ${boot} 1 .\n`;
const lineOf = (text: string): string => `${text.padEnd(63)}\n`;

it('reads an owner record', () => {
  expect(parseOwner(ownerLine)).toEqual({
    runner: { pid: 4242, startTicks: '118200' },
    worker: { pid: 4243, startTicks: '118205' },
    boot,
    subreaper: true,
  });
});

it('reads an exit record and how long it took', () => {
  const owner = parseOwner(ownerLine);
  const exit = parseExit(lineOf(`exit 255 ceiling ${boot} 1190.55`));
  expect(exit).toEqual({ code: 255, why: 'ceiling', uptimeS: 1190.55 });
  expect(owner && exit && durationMsOf(owner, exit)).toBe(8500);
  expect(parseExit(lineOf(`exit 0 self ${boot}`))).toEqual({ code: 0, why: 'self', uptimeS: null });
});

it.each([
  '',
  blankExit,
  lineOf(`exit 256 self ${boot}`),
  lineOf(`exit -1 self ${boot}`),
  lineOf(`exit 0 other ${boot}`),
  `exit 0 self ${boot}\n`,
  lineOf(`exit 0 self ${boot} 12.x`),
])('%j is no exit record', (text) => {
  expect(parseExit(text)).toBeUndefined();
});

it('a record that was cut or damaged is none', () => {
  fc.assert(
    fc.property(
      fc.nat(ownerLine.length - 1),
      (length) => parseOwner(ownerLine.slice(0, length)) === undefined,
    ),
  );
  fc.assert(
    fc.property(fc.string(), (text) => parseOwner(text) === undefined && parseExit(text) === undefined),
  );
});
