/**
 * An editor in a process of its own: adds `count` lines `save 1`, `save 2`, ... to a file, each time reading it whole
 * and saving it whole. Usage: saving-editor.ts PATH in-place|rename|mixed COUNT
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [, , path = '', how = '', count = '0'] = process.argv;

const load = (): string => {
  for (let tries = 1; ; tries += 1) {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries > 100_000) throw error;
    }
  }
};

for (let save = 1; save <= Number(count); save += 1) {
  const text = `${load()}save ${save}\n`;
  if (how === 'in-place' || (how === 'mixed' && save % 2 === 0)) {
    writeFileSync(path, text);
  } else {
    writeFileSync(`${path}.swp`, text);
    renameSync(`${path}.swp`, path);
  }
  await pause(Math.random() * 6);
}
