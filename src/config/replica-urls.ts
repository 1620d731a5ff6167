import { ConfigError } from './config-error';
import { REPLICA_LIMITS } from './limits';

/** The replicas of DATABASE_REPLICA_URL, separated by commas. @throws ConfigError */
export function replicaUrls({
  DATABASE_REPLICA_URL: setting,
  DATABASE_URL: primary,
}: NodeJS.ProcessEnv): string[] {
  if (!setting) return [];
  if (!primary) {
    throw new ConfigError(
      'DATABASE_REPLICA_URL is set; expected DATABASE_URL, too: the embedded Postgres has no replicas.',
    );
  }
  const urls = setting.split(',').map((url) => url.trim());
  // The URLs themselves are not told: they have passwords.
  const wrong = urls.findIndex(
    (url) => !/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''),
  );
  if (wrong >= 0) {
    throw new ConfigError(
      `DATABASE_REPLICA_URL has in place ${wrong + 1} what is no URL; expected one such as postgres://user@replica.example/headwater, several with commas between them (a comma in a password is %2C).`,
    );
  }
  if (urls.length > REPLICA_LIMITS.max) {
    throw new ConfigError(
      `DATABASE_REPLICA_URL has ${urls.length} URLs; expected ${REPLICA_LIMITS.max} at most.`,
    );
  }
  return urls;
}
