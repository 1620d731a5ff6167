import { settleGovernance } from '../governance/settle';
import { runCommand } from './run-command';

// A running server does it by itself, every few minutes; where none runs, this does.
void runCommand(async ({ dataSource, print }) => {
  const { statuses, labels } = await settleGovernance(dataSource);
  print(`${labels.toLocaleString('en')} labels and ${statuses.toLocaleString('en')} statuses changed`);
});
