/**
 * What may be written to a terminal beside plain text, by what its environment says.
 */

/** An output: `env` of the process, whether a person sees it. */
export interface Output {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
const isOn = (value: string): boolean => value !== '0' && value !== 'false';

/**
 * Colours: FORCE_COLOR or CLICOLOR_FORCE decide, then NO_COLOR, then CLICOLOR=0; else on a terminal that is not `dumb`.
 * @see https://no-color.org @see https://bixense.com/clicolors
 */
export const hasColour = ({ env, isTty }: Output): boolean => {
  const { FORCE_COLOR, CLICOLOR_FORCE, NO_COLOR, CLICOLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return isOn(FORCE_COLOR);
  if (isSet(CLICOLOR_FORCE) && isOn(CLICOLOR_FORCE)) return true;
  if (isSet(NO_COLOR) || CLICOLOR === '0') return false;
  return isTty && TERM !== 'dumb';
};

/** Terminals that are known to show links as such; others may show the address as rubbish. */
const linkingPrograms: ReadonlySet<string> = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'zed',
  'Hyper',
  'rio',
]);
const linkingTerms = /^(?:xterm-kitty|xterm-ghostty|foot(?:-.*)?|alacritty|wezterm|contour)$/;

/** The first version of the library behind GNOME's and other terminals that shows links, 0.50.1. */
const linkingVte = 5001;

/**
 * Links in text (OSC 8): FORCE_HYPERLINK decides; else on terminals that are known to show them, and not inside tmux or
 * screen, which may not pass them on.
 * @see https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
export const hasLinks = ({ env, isTty }: Output): boolean => {
  const { FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = '', VTE_VERSION, TMUX, STY } = env;
  if (isSet(FORCE_HYPERLINK)) return isOn(FORCE_HYPERLINK);
  if (!isTty || TERM === 'dumb' || isSet(TMUX) || isSet(STY) || isSet(env.CI)) return false;
  return (
    linkingPrograms.has(TERM_PROGRAM) ||
    linkingTerms.test(TERM) ||
    Number(VTE_VERSION ?? 0) >= linkingVte ||
    isSet(env.WT_SESSION) ||
    isSet(env.KONSOLE_VERSION)
  );
};
