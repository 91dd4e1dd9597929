/**
 * Single keys of the terminal, without Enter; Ctrl-C is a key like others meanwhile.
 */

/** Hands over what is typed, as it comes; null where nobody types: standard input is no terminal. */
export const openKeyboard = (onKeys: (keys: string) => void): { close(): void } | null => {
  const { stdin } = process;
  if (stdin.isTTY !== true) return null;
  const hear = (keys: Buffer): void => onKeys(keys.toString());
  stdin.setRawMode(true);
  stdin.on('data', hear);
  return {
    close: () => {
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
};
