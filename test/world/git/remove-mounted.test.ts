import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeFiles } from '../../support/git-repository.ts';
import { givenTree } from './finished-tree.ts';

const remover = fileURLToPath(new URL('../../fixtures/tree-remover.ts', import.meta.url));
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

test.skipIf(!canMount)(
  'a worktree with something mounted in it is kept, by force, too; nothing of it is copied',
  async () => {
    const { repository, path, remove } = await givenTree();
    const elsewhere = join(repository.folderPath, 'elsewhere');
    writeFiles(elsewhere, { 'rows.db': 'rows' });
    mkdirSync(join(path, 'private', 'data sets'), { recursive: true });
    const script = 'mount --bind "$1" "$2/private/data sets" && exec "$0" "$3" "$4" "$2"';
    const words = [process.execPath, elsewhere, path, remover, repository.rootPath];
    const said = execFileSync('unshare', ['-rm', 'sh', '-c', script, ...words], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({
      kind: 'kept',
      risks: [
        {
          kind: 'mount',
          text: 'something is mounted in it (private/data sets)',
          fix: `Unmount it: umount '${path}/private/data sets'`,
          canBeSaved: false,
        },
      ],
    });
    expect(existsSync(join(elsewhere, 'rows.db'))).toBe(true);
    expect(existsSync(join(repository.rootPath, '.coordinator'))).toBe(false);
    expect(await remove()).toMatchObject({ kind: 'removed' });
  },
);
