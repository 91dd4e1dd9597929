/** Text that leads somewhere, or the text as it is. */
export type Link = (text: string, url: string) => string;

/** As terminals understand it (OSC 8). An address that is more than printable ASCII leads nowhere. */
export const hyperlink: Link = (text, url) =>
  /^https?:\/\/[!-~]+$/.test(url) ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text;
