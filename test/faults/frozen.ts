import { readdirSync, readFileSync } from 'node:fs';

/** Stops a Postgres as a machine that hangs would: connections stay open, and nothing is answered. */
export function freeze(postmaster: number): void {
  for (const pid of processesOf(postmaster)) process.kill(pid, 'SIGSTOP');
}

export function thaw(postmaster: number): void {
  for (const pid of processesOf(postmaster)) process.kill(pid, 'SIGCONT');
}

/** The postmaster, then its children, as Linux lists them. */
function processesOf(postmaster: number): number[] {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === postmaster);
  return [postmaster, ...children.map(Number)];
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    // It has just ended.
    return undefined;
  }
}
