import { sweepAlliance } from '../alliance/sweep';
import { chinaDay } from '../calendar/china-day';
import { runCommand } from './run-command';

// A running server does it by itself; where none runs, this does.
void runCommand(async ({ dataSource, print }) => {
  const at = new Date();
  const fallen = await sweepAlliance(dataSource, at);
  const day = chinaDay(at.getTime());
  if (fallen === undefined) print(`${day}: another process is looking at the goods in the alliance.`);
  else print(`${day}: ${fallen.toLocaleString('en')} goods fell out of the alliance`);
});
