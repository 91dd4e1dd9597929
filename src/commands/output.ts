/**
 * Output that never holds anything up: a terminal that does not take any more (Ctrl-S, a connection that hangs, a pager)
 * costs lines at worst, never the supervision of workers or the end of the process.
 */

/** A standard stream. Node lets writes to a terminal block the whole process unless its handle is told otherwise. */
type Stream = NodeJS.WriteStream & { readonly _handle?: { setBlocking?(isBlocking: boolean): void } | null };

/** Bytes that may wait for a reader before lines are left out. */
const waitingBytes = 1_000_000;

/** What is written waits in memory for its reader; a reader that went away ends nothing. */
export const neverBlock = (stream: Stream): void => {
  stream.on('error', () => {});
  stream._handle?.setBlocking?.(false);
};

/** Writes lines, and leaves some out rather than to keep ever more of them; says how many once there is a reader again. */
export const openLines = (stream: Stream): ((text: string) => void) => {
  let leftOut = 0;
  return (text) => {
    if (stream.writableLength > waitingBytes) {
      leftOut += 1;
      return;
    }
    if (leftOut > 0) stream.write(`(${leftOut} lines were left out: nobody read them)\n`);
    leftOut = 0;
    stream.write(`${text}\n`);
  };
};

/** Resolves when all that was written is out, nobody listens any more, or after `limitMs`; null = however long. */
export const written = (stream: NodeJS.WriteStream, limitMs: number | null): Promise<void> =>
  new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
    if (limitMs !== null) setTimeout(resolve, limitMs);
  });

/** A stream that is written to as fast as it is read. */
export interface Sink {
  /** Resolves when more may be written. */
  write(text: string | Uint8Array): Promise<void>;
  /** Nobody reads any more. */
  isGone(): boolean;
}

/** Writes to a stream no faster than its reader reads, so that nothing piles up. */
export const openSink = (stream: NodeJS.WritableStream): Sink => {
  let isGone = false;
  let goOn = (): void => {};
  const leave = (): void => {
    isGone = true;
    goOn();
  };
  stream.on('error', leave);
  stream.on('close', leave);
  stream.on('drain', () => goOn());
  return {
    isGone: () => isGone,
    write: async (text) => {
      if (isGone || text.length === 0 || stream.write(text)) return;
      await new Promise<void>((resolve) => {
        goOn = resolve;
        if (isGone) resolve();
      });
    },
  };
};
