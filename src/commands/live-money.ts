import { moneyOf } from '../decide/budget.ts';
import type { LogSeen } from '../model/agent-account.ts';
import { isLive } from '../model/attempt.ts';
import type { MoneySeen } from '../model/budget.ts';
import type { RunId } from '../model/ids.ts';
import type { Seen } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { createLogReader } from '../observe/agent-logs.ts';
import { openClock } from '../world/clock.ts';
import { openFiles } from '../world/files/open-files.ts';
import { openPrices } from '../world/prices.ts';

/** How many pieces of a long log are read for one answer; what is not read to its end tells nothing. */
const lookCount = 8;

/**
 * Makes a reader of what tasks have cost, live workers included, for whoever is not the daemon: it reads their logs by itself,
 * and goes on where it was when it is asked again.
 */
export const createMoneyReader = (): ((memory: Memory, settings: Settings) => MoneySeen) => {
  const clock = openClock();
  const files = openFiles({ historyPath: '', isLook: true });
  const readLogs = createLogReader({ clock, files, prices: openPrices() });
  return (memory, settings) => {
    const { agents, budget } = settings;
    const tasks = memory.tasks.filter(({ attempts }) => attempts.some(isLive));
    let logs: ReadonlyMap<RunId, Seen<LogSeen>> = new Map();
    for (let look = 0; tasks.length > 0 && look < lookCount; look += 1) {
      logs = readLogs({
        memory: { ...memory, tasks },
        runs: new Map(),
        agents,
        workerEnv: settings.workers.env,
        budget,
      });
      if ([...logs.values()].every(isWhole)) break;
    }
    const told = new Map([...logs].filter(([, seen]) => isWhole(seen)));
    return moneyOf({ memory, logs: told, now: clock.now() }, settings);
  };
};

const isWhole = (seen: Seen<LogSeen>): boolean => seen.kind === 'known' && seen.value.isWhole;
