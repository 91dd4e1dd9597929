/**
 * Answers of GitHub kept for conditional requests: a cache, which may be lost at any time.
 */
import type { StoredResponse } from '../world.ts';
import type { Connection } from './connection.ts';

/** Older ones go when the store is opened. */
const KEPT_COUNT = 1_000;

/** The response table's statements; writes run inside the caller's transaction. */
export const prepareResponses = ({ db }: Connection) => {
  const select = db.prepare('SELECT etag, body, link FROM responses WHERE key = ?');
  const put = db.prepare('REPLACE INTO responses (key, etag, body, link) VALUES (?, ?, ?, ?)');
  const prune = db.prepare('DELETE FROM responses WHERE saved <= (SELECT max(saved) FROM responses) - ?');
  return {
    read: (key: string): StoredResponse | null => {
      const row = select.get(key) as unknown as StoredResponse | undefined;
      return row ? { etag: row.etag, body: row.body, link: row.link } : null;
    },
    save: (key: string, { etag, body, link }: StoredResponse): void => {
      put.run(key, etag, body, link);
    },
    prune: (): void => {
      prune.run(KEPT_COUNT);
    },
  };
};
