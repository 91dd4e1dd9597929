import { expect, test } from 'vitest';
import { isPrecious, isRebuilt, isSecret } from '../../../src/world/git/precious.ts';

test.each([
  ...['.env', '.env.local', '.ENV.production', 'prod.env', '.envrc', '.npmrc', '.netrc'],
  ...['server.pem', 'tls.key', 'id_rsa', 'id_ed25519.bak', 'release.keystore', 'cert.p12'],
  ...[
    'credentials',
    'credentials.json',
    'secrets.yaml',
    'service-account-prod.json',
    'prod.tfvars',
    'terraform.tfstate',
  ],
  ...['app.sqlite', 'app.sqlite3', 'dev.db', 'dev.db-wal', 'app.sqlite-journal', 'pg.dump'],
])('%s is kept', (name) => {
  expect(isPrecious(name)).toBe(true);
});

test.each([
  ...[
    '.env.example',
    '.env.sample',
    'app.log',
    'main.o',
    'a.pyc',
    '.DS_Store',
    'Thumbs.db.log',
    'keyboard.js',
  ],
  ...['index.js', 'environment.ts', 'tokens.css', 'npmrc.md', 'pem.txt', 'settings.local.json'],
])('%s may go', (name) => {
  expect(isPrecious(name)).toBe(false);
});

test.each(['node_modules', 'dist', '.venv', '__pycache__', 'target', 'DerivedData'])(
  '%s is made again',
  (name) => {
    expect(isRebuilt(name)).toBe(true);
  },
);

test.each(['private', 'data', 'config', 'tmp', 'notes'])('%s is looked into', (name) => {
  expect(isRebuilt(name)).toBe(false);
});

test.each([
  '.env',
  'api/.env.local',
  'deploy/id_ed25519',
  'credentials.json',
  'secrets/db.txt',
  '.ssh/config',
])('%s gets into no commit unasked', (path) => {
  expect(isSecret(path)).toBe(true);
});

test.each([
  'app.sqlite',
  '.env.example',
  'src/credentials.ts',
  'secrets/README.md',
  'kube/web.yaml',
  'a.txt',
])('%s may be committed', (path) => {
  expect(isSecret(path)).toBe(false);
});
