/**
 * The manual page, `coordinator.1`, from the same words as `--help`: plain data in, roff (the man macros) out.
 */

/** A word of the command line and what it means: `--once`. */
export interface ManTerm {
  readonly term: string;
  readonly about: string;
}

/** One verb; `usage` without the program's name. */
export interface ManVerb {
  readonly usage: string;
  readonly about: string;
  readonly terms: readonly ManTerm[];
  /** Command lines. */
  readonly examples: readonly string[];
}

export interface ManPage {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly options: readonly ManTerm[];
  readonly verbs: readonly ManVerb[];
  /** Texts that are shown as they are, by heading. */
  readonly topics: readonly (readonly [heading: string, text: string])[];
}

/** The whole page, with a line end at the end. */
export const renderManPage = ({ name, version, about, options, verbs, topics }: ManPage): string =>
  [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    ...section('Name', [`${textOf(name)} \\- ${textOf(about)}`]),
    ...section('Synopsis', [`.B ${textOf(name)}`, textOf('[options] command')]),
    ...section('Description', [
      textOf(
        `What each command does. All of them work in a clone of the repository; ${name} COMMAND --help says the same.`,
      ),
    ]),
    ...section('Options of every command', options.flatMap(termLines)),
    ...section(
      'Commands',
      verbs.flatMap((verb) => verbLines(verb, name)),
    ),
    ...topics.flatMap(([heading, text]) => section(heading, asItIs(text))),
  ]
    .map((line) => `${line}\n`)
    .join('');

const section = (heading: string, lines: readonly string[]): readonly string[] => [
  `.SH ${textOf(heading.toUpperCase())}`,
  ...lines,
];

const verbLines = ({ usage, about, terms, examples }: ManVerb, name: string): readonly string[] => [
  `.SS ${textOf(`${name} ${usage}`)}`,
  textOf(`${about.slice(0, 1).toUpperCase()}${about.slice(1)}.`),
  ...terms.flatMap(termLines),
  ...(examples.length === 0 ? [] : ['.PP', 'Examples:', '.RS 4', ...asItIs(examples.join('\n')), '.RE']),
];

const termLines = ({ term, about }: ManTerm): readonly string[] => [
  '.TP',
  `\\fB${textOf(term)}\\fR`,
  textOf(about),
];

/** Lines as they stand, in a fixed place. */
const asItIs = (text: string): readonly string[] => ['.nf', ...text.split('\n').map(textOf), '.fi'];

/** Nothing of a text is a request or an escape of roff; other characters than ASCII by their code point. */
const textOf = (text: string): string => {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(
      /[^\u0020-\u007e]/gu,
      (one) => `\\[u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped;
};
