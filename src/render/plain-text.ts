/**
 * Text written by others, made safe to look at: nothing invisible, nothing that moves the cursor or the reading
 * direction. Meaning is kept; what is removed is what a person reading the issue would not have seen.
 */

/** Zero-width characters, variation selectors, tag characters, bidi controls, soft hyphens, interlinear marks. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]/gu;

/** C0 and C1 controls and DEL, except tab and line feed. */
const control = /(?![\t\n])\p{Cc}/gu;

const lineBreak = /\r\n?|\u0085|\u2028|\u2029/g;

/** Control sequences of terminals, CSI and OSC: removed as a whole, so that no `[31m` is left behind. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what it looks for
const terminalSequence = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?/g;

/** The text with line feeds only, and without terminal sequences, control and invisible characters. */
export const plainTextOf = (text: string): string =>
  text
    .toWellFormed()
    .replace(terminalSequence, '')
    .replace(lineBreak, '\n')
    .replace(control, '')
    .replace(invisible, '');

/** The same as one trimmed line, runs of white space as one space. */
export const oneLineOf = (text: string): string =>
  plainTextOf(text.replace(/[\r\n\t\v\f]/g, ' '))
    .replace(/\s+/gu, ' ')
    .trim();

/** At most `maxLength` UTF-16 units, the last one `…` where something was cut; never half a character. */
export const cutText = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text;
  const kept = text.slice(0, Math.max(0, maxLength - 1)).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}…`;
};

/** The longest run of `character` in the text, in characters. */
export const longestRunOf = (text: string, character: string): number => {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
};
