/**
 * A loader hook that changes one piece of source text of the program, for one run. MUTATION is a JSON list of
 * `{ file, find, replace }`; a text that is not found exactly once is an error, so that no mutant quietly dies out.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

const changes = JSON.parse(process.env.MUTATION ?? '[]');

const mutated = (path) => {
  let text = readFileSync(path, 'utf8');
  for (const { file, find, replace } of changes) {
    if (!path.endsWith(`/src/${file}`)) continue;
    if (text.split(find).length !== 2) {
      console.log(`mutation: "${find}" is not there exactly once in ${file}`);
      process.exit(3);
    }
    text = text.replace(find, () => replace);
  }
  return text;
};

registerHooks({
  load: (url, context, next) => {
    const isOurs = url.startsWith('file:') && changes.some(({ file }) => url.endsWith(`/src/${file}`));
    if (!isOurs) return next(url, context);
    const source = stripTypeScriptTypes(mutated(fileURLToPath(url)));
    return { format: 'module', source, shortCircuit: true };
  },
});
