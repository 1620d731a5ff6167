import { newcomersDay } from '../exposure/newcomers';
import { NewcomerDay } from '../exposure/newcomer-day.entity';
import { settleNewcomers } from '../exposure/settle-newcomers';
import { runCommand } from './run-command';

// A running server does it by itself; where none runs, this does.
void runCommand(async ({ dataSource, print }) => {
  const day = newcomersDay(Date.now());
  if (!(await settleNewcomers(dataSource, day))) {
    print(`${day}: another process is choosing the newcomers.`);
    return;
  }
  const { supplierIds } = await dataSource.getRepository(NewcomerDay).findOneByOrFail({ day });
  print(`${day}: ${supplierIds.length.toLocaleString('en')} newcomers`);
});
