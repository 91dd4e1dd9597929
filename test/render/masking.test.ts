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
    `ghs_123456_eyJ${letters(20)}.eyJ${letters(30)}.${letters(40)}`,
    `xapp-1-A0123456789-${letters(24)}`,
    `xoxe.xoxp-1-${letters(40)}`,
    `ya29.${letters(60)}`,
    `GOCSPX-${letters(28)}`,
  ])('%s', (secret) => {
    expect(maskSecrets(`before ${secret} after`, [])).toBe('before *** after');
    expect(maskSecrets(`{"key":"${secret}"}`, [])).toBe('{"key":"***"}');
  });

  it.each([
    ['Authorization: Bearer abcdefghijklmnop1234', 'Authorization: Bearer ***'],
    ['authorization: token abcdef1234', 'authorization: token ***'],
    ['"Authorization": "Basic YWJjOmRlZg=="', '"Authorization": "Basic ***"'],
    ['https://x-access-token:abcdef@github.com/a/b', 'https://x-access-token:***@github.com/a/b'],
    [`AWS_SECRET_ACCESS_KEY=${letters(40)}`, 'AWS_SECRET_ACCESS_KEY=***'],
    [`"awsSecretAccessKey": "${letters(40)}"`, '"awsSecretAccessKey": "***"'],
    ['//registry/:_authToken=0123456789abcdef', '//registry/:_authToken=***'],
    ['https://hooks.slack.com/services/T000/B000/XXXXXXXX', 'https://hooks.slack.com/services/***'],
    [`wrapped ghp_${letters(20)}\n  ${letters(16)} after`, 'wrapped *** after'],
    [`a github_pat_${letters(22)}\n_${letters(59)}\nnext line`, 'a ***\nnext line'],
    [`npm_${letters(36)}\nnext`, '***\nnext'],
    [`ghs_${letters(50)}\nnext`, '***\nnext'],
    [`glpat-${letters(20)}.01.${letters(9)}. Next`, '***. Next'],
    ['-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOY\n-----END PGP PRIVATE KEY BLOCK-----\nb', '***\nb'],
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
    'use sk-learn-compatible-estimators for it',
    'npm_config_registry and npm_lifecycle_event are set',
    'ghp_ is how a token begins, and so does github_pat_',
    'the price is 12:30 at ada@example.com, see http://localhost:8080/a@b',
    'class Bearer extends Animal',
    'eyJ is the start of {" in base64',
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'uuid 123e4567-e89b-12d3-a456-426614174000',
    'authorization: see docs/authorization.md',
    'aws_secret_access_key: is not set',
  ])('leaves %j alone', (text) => {
    expect(maskSecrets(text, [])).toBe(text);
  });

  const alphabets: Readonly<Record<string, string>> = {
    ghp_: '[A-Za-z0-9]',
    ghs_: '[A-Za-z0-9]',
    github_pat_: '[A-Za-z0-9_]',
    npm_: '[A-Za-z0-9]',
    hf_: '[A-Za-z0-9]',
    AIza: '[A-Za-z0-9_-]',
    'glpat-': '[A-Za-z0-9_-]',
    'sk-1': '[A-Za-z0-9_-]',
    'ya29.': '[A-Za-z0-9_-]',
    'GOCSPX-': '[A-Za-z0-9_-]',
    'xoxb-': '[A-Za-z0-9-]',
    'AWS_SECRET_ACCESS_KEY=': '[A-Za-z0-9/+]',
  };

  it.each(Object.entries(alphabets))('leaves no tail of a token, however long: %s', (start, letter) => {
    const rest = fc.stringMatching(new RegExp(`^${letter}{40,200}$`));
    const masked = start.endsWith('=') ? `${start}***` : '***';
    fc.assert(
      fc.property(rest, (value) => {
        expect(maskSecrets(`(${start}${value}) after`, [])).toBe(`(${masked}) after`);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no head of a token that a shorter shape is found in', () => {
    expect(maskSecrets('(xoxb-0-sk-0123456789abcdefghij) after', [])).toBe('(***) after');
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

  const wrapAt = (text: string, width: number): string =>
    text.replace(new RegExp(`.{1,${width}}`, 'gsu'), '$&\n').trimEnd();
  const waysToWrite: Readonly<Record<string, (value: string) => string>> = {
    plain: (value) => value,
    json: (value) => JSON.stringify(value),
    'json in json': (value) => JSON.stringify(JSON.stringify({ value })),
    uri: encodeURIComponent,
    'uri, small letters': (value) => encodeURIComponent(value).replace(/%../g, (hex) => hex.toLowerCase()),
    form: (value) => new URLSearchParams({ value }).toString(),
    hex: (value) => Buffer.from(value).toString('hex'),
    'hex in capitals': (value) => Buffer.from(value).toString('hex').toUpperCase(),
    wrapped: (value) => wrapAt(value, 5),
    'wrapped and indented': (value) => wrapAt(value, 7).replaceAll('\n', '\r\n    '),
    'wrapped, in json': (value) => JSON.stringify(wrapAt(value, 5)),
  };

  it.each(Object.entries(waysToWrite))('leaves no known value: %s', (_, write) => {
    const ascii = fc
      .stringMatching(/^[!-)+-~]{6}[ -)+-~]{4,30}[!-)+-~]$/)
      .filter((value) => !value.includes('\\'));
    fc.assert(
      fc.property(ascii, fc.string(), fc.string(), (value, before, after) => {
        const start = value.slice(0, 6);
        fc.pre(!`${before}${after}`.includes(start));
        const masked = maskSecrets(`${before}|${write(value)}|${after}`, [value]);
        expect(masked).toContain('***');
        expect(masked).not.toContain(write(value));
        expect(masked.replaceAll(/\s+|\\n/g, '')).not.toContain(start);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no known value of any letters, as it is, in URIs and in JSON', () => {
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

  it('finds it in base64 for URIs, and wrapped as mail wraps it', () => {
    const value = 'p?>ssword~~~?>';
    const padded = `${'x'.repeat(50)}${value}${'y'.repeat(50)}`;
    const text = Buffer.from(padded).toString('base64').replace(/.{76}/g, '$&\n');
    expect(maskSecrets(text, [value])).toMatch(/^[A-Za-z0-9+/]+\*\*\*[A-Za-z0-9+/=\n]+$/);
    expect(maskSecrets(Buffer.from(padded).toString('base64url'), [value])).toContain('***');
  });

  it('masks no ordinary word for a short value', () => {
    expect(maskSecrets('the cat sat', ['cat', '', '      '])).toBe('the cat sat');
  });

  it('masks the longer of two values that begin alike', () => {
    expect(maskSecrets('secret-one-two', ['secret-one', 'secret-one-two'])).toBe('***');
  });
});
