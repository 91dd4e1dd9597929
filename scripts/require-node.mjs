/**
 * Says in plain words that Node is too old. Plain JavaScript, because an old Node could not read anything else.
 */
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = Number(/\d+/.exec(engines.node)?.[0]);

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    [
      `This is Node ${process.versions.node} (${process.execPath}), and the project needs ${needed} or newer.`,
      'The project brings its own: run `npm ci` with install scripts allowed, then go through npm (`npm test`,',
      '`npm run build`, `npx vitest`), which finds it in node_modules/.bin before any other.',
    ].join('\n'),
  );
  process.exit(1);
}
