/** JSON that may be looked at: answers of commands hold words of others, and a terminal acts on some characters. */

/** An answer as JSON; `indent` 0 = one line. */
export const renderJson = (value: unknown, indent = 2): string =>
  harmlessJsonOf(JSON.stringify(value, null, indent));

/** The same JSON, with what a terminal may act on escaped, as JSON allows for any character. */
export const harmlessJsonOf = (json: string): string => json.replace(acting, escaped);

/** What JSON leaves as it is, and a terminal may act on. */
const acting = /[\u007f-\u009f\u00ad\u2028\u2029\ufff9-\ufffb\p{Bidi_Control}]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
