import { expect, it } from 'vitest';
import { sizeText } from '../../src/model/size.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [200 * 2 ** 20, '200 MiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [8 * 2 ** 30, '8 GiB'],
  [2 ** 53, '8192 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
