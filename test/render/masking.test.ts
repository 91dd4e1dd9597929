import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../src/render/masking.ts';

const letters = (length: number): string => 'aB3dE5gH1jK2mN4pQ6rS'.repeat(9).slice(0, length);

describe('maskSecrets, by shape', () => {
  it.each([
    `ghp_${letters(36)}`,
    `gho_${letters(36)}`,
    `ghu_${letters(36)}`,
    `ghs_${letters(36)}`,
    `ghr_${letters(36)}`,
    `github_pat_${letters(22)}_${letters(59)}`,
    `sk-ant-api03-${letters(60)}-AA`,
    `sk-proj-${letters(40)}`,
    `AKIA${'ABCD'.repeat(4)}`,
    `xoxb-123456789012-${letters(24)}`,
    `glpat-${letters(20)}`,
    `npm_${letters(36)}`,
    `AIza${letters(35)}`,
    `eyJ${letters(20)}.eyJ${letters(30)}.${letters(40)}`,
  ])('%s', (secret) => {
    expect(maskSecrets(`before ${secret} after`, [])).toBe('before *** after');
    expect(maskSecrets(`{"key":"${secret}"}`, [])).toBe('{"key":"***"}');
  });

  it.each([
    ['Authorization: Bearer abcdefghijklmnop1234', 'Authorization: Bearer ***'],
    ['authorization: token abcdef1234', 'authorization: token ***'],
    ['"Authorization": "Basic YWJjOmRlZg=="', '"Authorization": "Basic ***"'],
    ['https://x-access-token:abcdef@github.com/a/b', 'https://x-access-token:***@github.com/a/b'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nmore', '***\nmore'],
    ['a -----BEGIN OPENSSH PRIVATE KEY-----\\nMIIE\\n-----END OPENSSH PRIVATE KEY----- b', 'a *** b'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE, and no end', '***'],
    ['log: x.\nMIIEabc\ndef=\n-----END PRIVATE KEY-----\nmore', 'log: x.***\nmore'],
  ])('%j', (text, masked) => {
    expect(maskSecrets(text, [])).toBe(masked);
  });

  it.each([
    'Add token budget-alerts-for-every-user',
    'sk-short and task-force-of-the-many-people',
    'see https://github.com/acme/api/pull/57',
    'commit 9e8d03f0c1b2a39485766554433221100ffeeddc',
    '-----BEGIN CERTIFICATE-----',
  ])('leaves %j alone', (text) => {
    expect(maskSecrets(text, [])).toBe(text);
  });

  it('takes time in proportion to the text', () => {
    const long = `${'-----BEGIN PRIVATE KEY-----A'.repeat(4000)}${'Ab3/'.repeat(40_000)}://${'x:'.repeat(20_000)}`;
    const started = performance.now();
    maskSecrets(long, ['some-known-value']);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('maskSecrets, by value', () => {
  const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((value) => value.trim().length >= 6);

  it('leaves no known value, however it is written', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!value.includes('*'));
        const spoken = `${before}|${value}|${encodeURIComponent(value)}|${JSON.stringify(value)}|${after}`;
        const masked = maskSecrets(spoken, [value]);
        expect(masked).not.toContain(value);
        expect(masked).not.toContain(encodeURIComponent(value));
      }),
    );
  });

  it('finds it in base64 at every alignment', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const encoded = Buffer.from(`${before}${value}${after}`).toString('base64');
        const masked = maskSecrets(encoded, [value]);
        expect(masked).toContain('***');
      }),
    );
  });

  it('masks no ordinary word for a short value', () => {
    expect(maskSecrets('the cat sat', ['cat', '', '      '])).toBe('the cat sat');
  });

  it('masks the longer of two values that begin alike', () => {
    expect(maskSecrets('secret-one-two', ['secret-one', 'secret-one-two'])).toBe('***');
  });
});
