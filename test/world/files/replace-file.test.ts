import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type History, openHistory } from '../../../src/world/files/history.ts';
import { openFiles } from '../../../src/world/files/open-files.ts';
import { createSwapper } from '../../../src/world/files/swap-text.ts';
import { newDirectory } from './directory.ts';

/** A swapper whose next step can be preceded by something that a person does. */
const setUp = () => {
  const root = newDirectory();
  const path = join(root, 'tasks.md');
  const real = openHistory(join(root, 'history'));
  const person = { beforeKeep: () => {}, afterKeep: () => {}, beforeMove: () => {} };
  const history: History = {
    ...real,
    keep: (target) => {
      person.beforeKeep();
      const kept = real.keep(target);
      person.afterKeep();
      return kept;
    },
    awayPath: (target) => {
      person.beforeMove();
      return real.awayPath(target);
    },
  };
  const saveByRename = (text: string) => () => {
    writeFileSync(`${path}~`, text);
    renameSync(`${path}~`, path);
  };
  const kept = () =>
    readdirSync(join(root, 'history')).map((name) => readFileSync(join(root, 'history', name), 'utf8'));
  const strays = () => readdirSync(root).filter((name) => name.endsWith('-tmp'));
  return {
    root,
    history: real,
    path,
    person,
    saveByRename,
    kept,
    strays,
    read: () => readFileSync(path, 'utf8'),
    swapper: createSwapper(history, () => {}),
  };
};

describe('while somebody is saving', () => {
  it('a save by rename at the last instant stays in the file', () => {
    const { path, person, saveByRename, kept, strays, read, swapper } = setUp();
    writeFileSync(path, 'old');
    person.beforeMove = saveByRename('saved');
    expect(swapper.swap(path, 'old', 'new')).toBe('changed');
    expect(read()).toBe('saved');
    expect(kept()).toEqual(['old']);
    expect(strays()).toEqual([]);
  });

  it('a save right after our own write is still expected', () => {
    const { path, person, saveByRename, read, swapper } = setUp();
    writeFileSync(path, 'old');
    expect(swapper.swap(path, 'old', 'new')).toBe('written');
    person.beforeMove = saveByRename('saved');
    expect(swapper.swap(path, 'new', 'newer')).toBe('changed');
    expect(read()).toBe('saved');
  });

  it('a file deleted at the last instant is not made again', () => {
    const { path, person, swapper } = setUp();
    writeFileSync(path, 'old');
    person.beforeMove = () => rmSync(path);
    expect(swapper.swap(path, 'old', 'new')).toBe('changed');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a swap that was cut off while the name had no file', () => {
  const cutOff = () => {
    const scene = setUp();
    writeFileSync(scene.path, 'mine');
    renameSync(scene.path, scene.history.awayPath(scene.path));
    return scene;
  };

  it('gives the file its name again, before it is looked at', () => {
    const { path, kept, read, root } = cutOff();
    expect(openFiles({ historyPath: join(root, 'history'), isLook: true }).readText(path)).toBe(null);
    expect(openFiles({ historyPath: join(root, 'history') }).readText(path)).toBe('mine');
    expect(read()).toBe('mine');
    expect(kept()).toEqual(['mine']);
  });

  it('leaves a file alone that has the name by now', () => {
    const { path, kept, read, swapper } = cutOff();
    writeFileSync(path, 'newer');
    swapper.mend(path);
    rmSync(path);
    swapper.mend(path);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'newer');
    expect([read(), kept()]).toEqual(['newer', ['mine']]);
  });
});

describe('when nobody was saving', () => {
  const calm = () => {
    const scene = setUp();
    expect(scene.swapper.swap(scene.path, null, 'old')).toBe('written');
    return scene;
  };

  it('the file is never moved away', () => {
    const { path, person, read, swapper } = calm();
    person.beforeMove = () => expect.unreachable();
    expect(swapper.swap(path, 'old', 'new')).toBe('written');
    expect(read()).toBe('new');
  });

  it('a save by rename before the old file is kept is put back, ours goes to history', () => {
    const { path, person, saveByRename, kept, strays, read, swapper } = calm();
    person.beforeKeep = saveByRename('saved');
    expect(swapper.swap(path, 'old', 'new')).toBe('changed');
    expect(read()).toBe('saved');
    expect(kept()).toEqual(['saved', 'new']);
    expect(strays()).toEqual([]);
  });

  it('a save by rename after the old file is kept stays', () => {
    const { path, person, saveByRename, kept, strays, read, swapper } = calm();
    person.afterKeep = saveByRename('saved');
    expect(swapper.swap(path, 'old', 'new')).toBe('changed');
    expect(read()).toBe('saved');
    expect(kept()).toEqual(['old']);
    expect(strays()).toEqual([]);
  });

  it('a save in place after the old file is kept is put back', () => {
    const { path, person, kept, read, swapper } = calm();
    person.afterKeep = () => writeFileSync(path, 'saved');
    expect(swapper.swap(path, 'old', 'new')).toBe('changed');
    expect(read()).toBe('saved');
    expect(kept()).toEqual(['saved', 'new']);
    writeFileSync(path, 'saved again');
    expect(kept()).toEqual(['saved', 'new']);
  });
});
