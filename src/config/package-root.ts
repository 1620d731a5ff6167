import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The directory of this package's package.json. The code runs both from src/ and, compiled, from dist/src/, so no
 * fixed number of ".." leads to the data files.
 */
export function packageRoot(): string {
  for (let directory = __dirname; ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file)) {
      const { name }: { name?: string } = JSON.parse(readFileSync(file, 'utf8'));
      if (name === 'headwater') return directory;
    }
    if (directory === dirname(directory)) throw new Error(`No package.json of headwater above ${__dirname}`);
  }
}
