/**
 * The embedded GitHub as a process of its own: `node serve.ts '{"barePath":...}'`, or the options as JSON on standard
 * input. Prints one line, `{"url":"http://127.0.0.1:4711"}`, and exits 0 on SIGTERM or SIGINT.
 */
import { text } from 'node:stream/consumers';
import { openEmbeddedGitHub } from './embedded-github.ts';
import type { EmbeddedGitHubOptions } from './options.ts';

const rawOptions = process.argv[2] ?? (await text(process.stdin));
const github = await openEmbeddedGitHub(JSON.parse(rawOptions) as EmbeddedGitHubOptions);
const leave = async (): Promise<void> => {
  await github.close();
  process.exit(0);
};
process.once('SIGTERM', leave);
process.once('SIGINT', leave);
process.stdout.write(`${JSON.stringify({ url: github.url })}\n`);
