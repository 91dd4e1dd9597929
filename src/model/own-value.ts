/** What an object holds under a name that somebody else has chosen; undefined for `constructor` and whatever all objects inherit. */
export const ownValue = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
