/**
 * Secrets in text that leaves the machine. Two nets: values known to be secret, in every form they commonly take,
 * and the shapes of well-known tokens. Masking comes before escaping, cutting or wrapping: those change the shapes.
 */

const mask = '***';

/** Shorter values would mask ordinary words. */
const minSecretLength = 6;

const tokenShapes: readonly RegExp[] = [
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bhf_[A-Za-z0-9]{30,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bxox[a-z]-[A-Za-z0-9-]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
];

/** The text with every known value and everything shaped like a token replaced by `***`. */
export const maskSecrets = (text: string, knownValues: readonly string[]): string => {
  const known = knownValues
    .filter((value) => value.trim().length >= minSecretLength)
    .flatMap(formsOf)
    .sort((left, right) => right.length - left.length);
  let masked = known.reduce((current, value) => current.replaceAll(value, mask), text);
  masked = maskPrivateKeys(masked);
  for (const shape of tokenShapes) masked = masked.replace(shape, mask);
  return masked
    .replace(/\b(Bearer)(\s+|%20)[A-Za-z0-9._~+/=-]{16,}/gi, `$1$2${mask}`)
    .replace(/(authorization["']?\s*[:=]\s*["']?(?:basic|token)\s+)[^\s"']{6,}/gi, `$1${mask}`)
    .replace(/(\w:\/\/[^\s:/@]{0,100}:)[^\s/@]{1,300}@/g, `$1${mask}@`);
};

/** As it is, as JSON, XML and URI write it, and in base64 at each of the three alignments. */
const formsOf = (value: string): readonly string[] => {
  const bytes = [...new TextEncoder().encode(value)];
  const forms = [
    value,
    value.trim(),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    ...[0, 1, 2].map((shift) => base64Core(bytes, shift)),
  ];
  return [...new Set(forms)].filter((form) => form.length >= minSecretLength);
};

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The characters of a base64 text that depend on `bytes` alone when `shift` other bytes precede them. */
const base64Core = (bytes: readonly number[], shift: number): string => {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const aligned = bits.slice((6 - ((shift * 8) % 6)) % 6);
  const sextets = aligned.match(/.{6}/g) ?? [];
  return sextets.map((sextet) => base64Alphabet[Number.parseInt(sextet, 2)]).join('');
};

const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;

/** Whole blocks, blocks whose end is missing, and what is left of a block whose begin was cut off. */
const maskPrivateKeys = (text: string): string => {
  const whole = text.replace(
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    mask,
  );
  let kept = '';
  let from = 0;
  for (const { index, 0: end } of whole.matchAll(keyEnd)) {
    let start = index;
    while (start > from && /[A-Za-z0-9+/=\s\\]/.test(whole.charAt(start - 1))) start -= 1;
    kept += whole.slice(from, start) + mask;
    from = index + end.length;
  }
  return kept + whole.slice(from);
};
