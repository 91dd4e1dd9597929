import { expect, test } from 'vitest';
import { routeOf } from '../../../src/world/github/told-requests.ts';

test.each([
  ['https://api.github.com/repos/acme/api', '/repos/{}'],
  ['https://api.github.com/repos/issues/labels/issues?page=2', '/repos/{}/issues'],
  ['https://api.github.com/repositories/4711/issues?page=2', '/repos/{}/issues'],
  ['https://ghe.test/api/v3/repos/acme/api/issues/7/labels/rpi-working', '/repos/{}/issues/{}/labels/{}'],
  ['https://ghe.test/api/graphql', '/graphql'],
  [
    'https://api.github.com/repos/acme/api/collaborators/mona/permission',
    '/repos/{}/collaborators/{}/permission',
  ],
  ['http://127.0.0.1:9/repos/acme/api/commits/0f3a/check-runs', '/repos/{}/commits/{}/check-runs'],
  ['https://api.github.com/app/installations/5/access_tokens', '/app/installations/{}/access_tokens'],
])('%s', (url, route) => {
  expect(routeOf('GET', url)).toBe(`GET ${route}`);
});
