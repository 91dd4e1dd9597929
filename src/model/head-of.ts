/** What the end of a word looks like that may be a part of a secret: of these characters keys and tokens are made. */
const token = /[A-Za-z0-9_+/=.~-]+$/;

/**
 * The beginning of a text, at most `max` UTF-16 units, never with the first part of a word: secrets are masked where texts are
 * shown, by their whole, and a part of one would not be known again.
 */
export const headOf = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max).replace(token, '').trimEnd();
