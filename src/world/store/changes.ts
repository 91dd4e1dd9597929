/**
 * Which tasks this connection has changed since it was asked last. Noted by triggers, within the transaction that makes
 * the change, so no write can be forgotten and none that was rolled back counts. Nothing of it reaches the disk.
 */
import type { Connection } from './connection.ts';

export interface Changes {
  /** Issues whose task, attempts or troubles were changed here; from then on they are not told again. */
  take(): ReadonlySet<number>;
}

/** For a connection that changes nothing. */
export const noChanges: Changes = { take: () => new Set() };

const TABLES = ['tasks', 'attempts', 'troubles'] as const;

const TRIGGERS = TABLES.flatMap((table) =>
  (['INSERT', 'UPDATE', 'DELETE'] as const).map((verb) => {
    const row = verb === 'DELETE' ? 'OLD' : 'NEW';
    return `CREATE TEMP TRIGGER changed_${table}_${verb} AFTER ${verb} ON main.${table}
      BEGIN INSERT OR IGNORE INTO changed_issues VALUES (${row}.issue); END`;
  }),
);

/** Notes changes from now on. */
export const prepareChanges = ({ db }: Pick<Connection, 'db'>): Changes => {
  db.exec('PRAGMA temp_store = MEMORY; CREATE TEMP TABLE changed_issues (issue INTEGER PRIMARY KEY) STRICT');
  for (const trigger of TRIGGERS) db.exec(trigger);
  const select = db.prepare('SELECT issue FROM temp.changed_issues');
  const forget = db.prepare('DELETE FROM temp.changed_issues');
  return {
    take: () => {
      const issues = new Set((select.all() as { readonly issue: number }[]).map(({ issue }) => issue));
      if (issues.size > 0) forget.run();
      return issues;
    },
  };
};
