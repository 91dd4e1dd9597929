import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, openE2eStage } from '../support/e2e-stage.ts';

test('a request that GitHub does not know fails the test that it happens in', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  const stage = await openE2eStage();
  const url = `${stage.env.GITHUB_API_URL}/repos/acme/api/issues?label=rpi-auto`;
  await promisify(execFile)('curl', ['-s', url]);
  await expect(stage[Symbol.asyncDispose]()).rejects.toThrow(
    'issues/list-for-repo: query label is no parameter of this call (GET /repos/acme/api/issues)',
  );
});
