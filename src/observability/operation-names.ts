import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root';

const OPERATION = /^(?:query|mutation|subscription) (\w+)/gm;

/**
 * The operations of the frontends (schema/operations). Clients may name theirs as they like, so only these are told
 * apart in metrics; a name for each request would be a series for each.
 */
export function knownOperations(): ReadonlySet<string> {
  const folder = join(packageRoot(), 'schema', 'operations');
  return new Set(
    readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(OPERATION)].map(([, name]) => name!),
    ),
  );
}
