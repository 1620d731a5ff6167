import { loadReference } from '../seed/reference';
import { runCommand } from './run-command';

// Opening the database migrates it; the reference data belong to a version as its schema does.
void runCommand(
  async ({ dataSource, print }) => {
    await loadReference(dataSource);
    print('The database schema and the reference data are up to date.');
  },
  { mayMigrate: true },
);
