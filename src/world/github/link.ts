/** The address of the next page in a Link header; null on the last page. @see RFC 8288 */
export const nextOf = (link: string | null | undefined): string | null =>
  /<([^<>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1] ?? null;
