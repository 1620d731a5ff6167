import { runCommand } from './run-command';

// Opening the database migrates it.
void runCommand(async ({ print }) => print('The database schema is up to date.'));
