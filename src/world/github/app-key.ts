/**
 * The private key of a GitHub App, from its file.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../../model/failures.ts';

/** Who we are as an App: the App, where it is installed, and its key (PKCS#8, PEM). */
export interface AppKey {
  readonly id: number;
  readonly installationId: number;
  readonly privateKey: string;
}

const fix = 'Set github.app.privateKey to the .pem file that GitHub made for the App.';

/** The key in a file, as PKCS#8. Its text is in no message. @throws UsageError there is none, or of another kind. */
export const readAppKey = (path: string): string => {
  const key = parseKey(readKeyFile(path), path);
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  throw new UsageError(`${path} holds a key of the kind ${key.asymmetricKeyType}, not RSA`, { fix });
};

const readKeyFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new UsageError(`the private key of the GitHub App cannot be read from ${path} (${code})`, {
      cause,
      fix,
    });
  }
};

const parseKey = (text: string, path: string): KeyObject => {
  try {
    return createPrivateKey(text);
  } catch {
    throw new UsageError(`${path} holds no private key that can be used without a passphrase`, { fix });
  }
};
