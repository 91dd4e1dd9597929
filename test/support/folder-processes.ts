/**
 * Processes that belong to a test's folder, found in the process table: what a killed coordinator leaves behind.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Ends every process that works in the folder, by pid, until none is left. */
export const endProcessesIn = async (folderPath: string): Promise<void> => {
  for (let round = 0; round < 40; round += 1) {
    const pids = pidsIn(folderPath);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await pause(25);
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
};

/** Processes whose environment or command names the folder. Where there is no /proc, none is found. */
export const pidsIn = (folderPath: string): readonly number[] => {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => namesFolder(pid, folderPath)).map(Number);
};

const namesFolder = (pid: string, folderPath: string): boolean => {
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    const names = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    return names.some((text) => text.includes(folderPath));
  } catch {
    return false;
  }
};

/** True while the process exists (a zombie does not count). */
export const isAlive = (pid: number): boolean => {
  try {
    if (existsSync('/proc')) return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
