/** Bodies of requests, as agents pack them. */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

const unpackers: Readonly<Record<string, (packed: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** A body as JSON; `{}` when there is none. @throws Error it is none, or packed in an unknown way */
export const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const packed = await buffer(request);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const unpack = unpackers[encoding];
  if (unpack === undefined && encoding !== 'identity') throw new Error(`unknown encoding ${encoding}`);
  const text = (unpack?.(packed) ?? packed).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
};
