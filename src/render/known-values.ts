/**
 * Finds known values in a text in every form they commonly take: as they are, as JSON, XML and URIs write them, in hex
 * and base64, and broken over several lines, as a terminal or an encoder wraps them.
 */

/** From, and up to but without. */
type Span = readonly [number, number];

/** Shorter values would match ordinary words. */
const minLength = 6;

/** A text to search in, and for each of its characters the place in the original. */
interface Flat {
  readonly text: string;
  readonly placeOf: (index: number) => number;
}

/** Space and line breaks, real or as JSON writes them: what a wrapped text has more or less of. */
const lineBreak = /\s+|(?:\\+r)?\\+n/g;

const flatten = (text: string): Flat => {
  const starts: Span[] = [];
  let flat = '';
  let from = 0;
  for (const { index, 0: found } of text.matchAll(lineBreak)) {
    if (index > from) starts.push([flat.length, from]);
    flat += text.slice(from, index);
    from = index + found.length;
  }
  starts.push([flat.length, from]);
  flat += text.slice(from);
  return { text: flat, placeOf: (index) => placeIn(starts, index) };
};

/** The piece that a character of the flat text is in begins at the last start that is not behind it. */
const placeIn = (starts: readonly Span[], index: number): number => {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle]?.[0] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const [at, place] = starts[low] ?? [0, 0];
  return place + index - at;
};

const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const plainBase64 = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');

const spansOf = ({ text, placeOf }: Flat, forms: readonly string[]): readonly Span[] =>
  forms.flatMap((form) => {
    const found: Span[] = [];
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length))
      found.push([placeOf(at), placeOf(at + form.length - 1) + 1]);
    return found;
  });

/** Where any of the values stands, in order, without overlaps. Values below six characters are not looked for. */
export const findKnownValues = (text: string, values: readonly string[]): readonly Span[] => {
  const wanted = values.filter((value) => value.trim().length >= minLength);
  if (wanted.length === 0) return [];
  const whole: Flat = { text, placeOf: (index) => index };
  const flat = flatten(text);
  const written = longEnough(wanted.flatMap(writtenForms));
  const spans = [
    ...spansOf(whole, written),
    ...spansOf(flat, longEnough(written.map((form) => form.replace(lineBreak, '')))),
    ...spansOf({ ...flat, text: lower(flat.text) }, longEnough(wanted.flatMap(caselessForms).map(lower))),
    ...spansOf({ ...flat, text: plainBase64(flat.text) }, longEnough(wanted.flatMap(base64Forms))),
  ];
  return merged(spans);
};

const longEnough = (forms: readonly string[]): readonly string[] =>
  [...new Set(forms)].filter((form) => form.length >= minLength);

const merged = (spans: readonly Span[]): readonly Span[] => {
  const result: [number, number][] = [];
  for (const [from, to] of spans.toSorted((left, right) => left[0] - right[0])) {
    const last = result.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
};

const jsonOf = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What JSON looks like where letters outside ASCII are escaped, too. */
const asciiOf = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const xmlOf = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const writtenForms = (value: string): readonly string[] =>
  [value, value.trim()].flatMap((plain) => {
    const json = jsonOf(plain);
    const xml = xmlOf(plain);
    const quoted = xml.replaceAll('"', '&quot;');
    return [
      plain,
      json,
      asciiOf(json),
      jsonOf(json),
      json.replaceAll('/', '\\/'),
      xml,
      quoted,
      quoted.replaceAll("'", '&#39;'),
    ];
  });

const percentOf = (unit: string): string => `%${unit.charCodeAt(0).toString(16)}`;

/** In URIs and in hex the case of a digit says nothing. */
const caselessForms = (value: string): readonly string[] => {
  const plain = value.trim();
  const uri = encodeURIComponent(plain.toWellFormed());
  const strict = uri.replace(/[!'()*]/g, percentOf);
  const form = uri.replace(/[!'()~]/g, percentOf).replaceAll('%20', '+');
  const hex = bytesOf(plain).map((byte) => byte.toString(16).padStart(2, '0'));
  return [uri, strict, uri.replaceAll('%20', '+'), form, hex.join('')];
};

const bytesOf = (text: string): readonly number[] => [...new TextEncoder().encode(text)];

/** A value may be a part of what was encoded, so that it begins at any of three places in a group. */
const base64Forms = (value: string): readonly string[] => {
  const bytes = bytesOf(value.trim());
  return [0, 1, 2].map((shift) => base64Core(bytes, shift));
};

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The characters of a base64 text that depend on `bytes` alone when `shift` other bytes precede them. */
const base64Core = (bytes: readonly number[], shift: number): string => {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const aligned = bits.slice((6 - ((shift * 8) % 6)) % 6);
  const sextets = aligned.match(/.{6}/g) ?? [];
  return sextets.map((sextet) => base64Alphabet[Number.parseInt(sextet, 2)]).join('');
};
