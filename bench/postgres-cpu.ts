import { readFileSync } from 'node:fs';

/** Of Linux; elsewhere there is no /proc either. */
const TICKS_PER_SECOND = 100;

type Queryable = { query(sql: string): Promise<any> };

/** CPU seconds so far of our sessions' processes; NaN where Postgres runs elsewhere, or this is no Linux. */
export async function postgresCpu(db: Queryable): Promise<number> {
  const result = await db.query(
    'SELECT pid FROM pg_stat_activity WHERE application_name = current_setting($$application_name$$)',
  );
  const rows: { pid: number }[] = result.rows ?? result;
  try {
    return rows.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
  } catch {
    return NaN;
  }
}

function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  if (!stat.includes('(postgres)')) throw new Error('another machine’s process');
  // The name may hold spaces; after it come state, ppid and so on, utime and stime the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
