/**
 * Secrets in text that leaves the machine. Two nets: values known to be secret, in every form they commonly take,
 * and the shapes of well-known tokens. Masking comes before escaping, cutting or wrapping: those change the shapes.
 */
import { findKnownValues } from './known-values.ts';

const mask = '***';

/**
 * Where a long line was wrapped. Only as many letters as a token has at least are looked for behind it: more would swallow
 * the text. What follows them without a gap is a longer token's.
 */
const wrap = '(?:[ \\t]{0,8}\\r?\\n[ \\t]{0,8})?';
const wrapped = (start: string, letter: string, count: number): RegExp =>
  new RegExp(`\\b${start}${wrap}(?:${letter}${wrap}){${count - 1}}${letter}+`, 'g');

const tokenShapes: readonly RegExp[] = [
  // Newer tokens of apps: the app's number, then a JWT.
  /\bghs_\d+_eyJ[A-Za-z0-9_.-]{16,}/g,
  wrapped('gh[pousr]_', '[A-Za-z0-9]', 36),
  wrapped('github_pat_', '[A-Za-z0-9_]', 82),
  wrapped('npm_', '[A-Za-z0-9]', 36),
  wrapped('AIza', '[A-Za-z0-9_-]', 35),
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)*/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bhf_[A-Za-z0-9]{30,}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bya29\.[A-Za-z0-9_-]{20,}/g,
  /\bGOCSPX-[A-Za-z0-9_-]{20,}/g,
  /\b(?:xoxe\.)?xox[a-z]-[A-Za-z0-9-]{10,}/g,
  /\bxapp-\d-[A-Za-z0-9-]{10,}/g,
  /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  // A digit tells a key from words: `sk-learn-...`. Last, for the three letters stand in longer tokens, too.
  /\bsk-(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}/g,
];

/** The text with every known value and everything shaped like a token replaced by `***`. */
export const maskSecrets = (text: string, knownValues: readonly string[]): string => {
  let masked = maskPrivateKeys(maskKnown(text, knownValues));
  for (const shape of tokenShapes) masked = masked.replace(shape, mask);
  return masked
    .replace(/\b(Bearer)(\s+|%20)[A-Za-z0-9._~+/=-]{16,}/gi, `$1$2${mask}`)
    .replace(/(authorization["']?\s*[:=]\s*["']?(?:basic|token)\s+)[^\s"']{6,}/gi, `$1${mask}`)
    .replace(/(aws_?secret_?access_?key["']?\s*[:=]\s*["']?)[A-Za-z0-9/+]{40,}/gi, `$1${mask}`)
    .replace(/(:_authToken\s*=\s*)[^\s"']{6,}/g, `$1${mask}`)
    .replace(/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{10,}/g, `$1${mask}`)
    .replace(/(\w:\/\/[^\s:/@]{0,100}:)[^\s/@]{1,300}@/g, `$1${mask}@`);
};

const maskKnown = (text: string, values: readonly string[]): string => {
  let masked = '';
  let from = 0;
  for (const [start, end] of findKnownValues(text, values)) {
    masked += text.slice(from, start) + mask;
    from = end;
  }
  return masked + text.slice(from);
};

const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** Whole blocks, blocks whose end is missing, and what is left of a block whose begin was cut off. */
const maskPrivateKeys = (text: string): string => {
  const whole = text.replace(
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
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
