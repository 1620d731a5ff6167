const LINES = 15;

/** Postgres says precisely what went wrong, to those who know it; these are for everybody else. */
const HINTS: readonly [RegExp, string][] = [
  [
    /shared memory block .* is still in use/,
    'a session of a killed server is still at work; try again when it has ended',
  ],
  [
    /No space left on device.*\/dev\/shm|could not resize shared memory/i,
    'shared memory is used up; Docker: --shm-size=256m',
  ],
  [
    /No space left on device|disk quota exceeded/i,
    'the disk is full; free some space, nothing committed is lost',
  ],
  [
    /Cannot allocate memory|could not (map|create).*shared memory/i,
    'there is too little memory; Postgres needs about 400 MB',
  ],
  [/Read-only file system/i, 'the disk is read-only; set DATA_DIR to a place that can be written'],
  [
    /Permission denied/i,
    'a file belongs to another user; compare the owners of what lies in the data directory',
  ],
  [
    /could not look up effective user/i,
    'this user id has no account in /etc/passwd; start as a user that has one',
  ],
  [
    /error while loading shared libraries|GLIBC|ld-linux/i,
    'the Postgres programs do not suit this system; set DATABASE_URL',
  ],
  [
    /PANIC|invalid (primary checkpoint|checksum|data in)|could not (read|open) file/i,
    'the data are damaged; restore a backup of the data directory',
  ],
];

/** The code of a system error or of Postgres; `instanceof` would miss errors of another realm, such as a test's. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What the words of Postgres mean in plain ones, where it is known. */
export const hintOf = (output: string): string | undefined =>
  HINTS.find(([pattern]) => pattern.test(output))?.[1];

/** An error that carries the end of what Postgres wrote, and what it means in plain words. */
export function explainFailure(what: string, output: string): Error {
  const tail = output.trim().split('\n').slice(-LINES);
  const hint = hintOf(output);
  return new Error(
    [
      hint === undefined ? `${what}.` : `${what}: ${hint}.`,
      'Its last words:',
      ...tail.map((line) => `  ${line}`),
      'To do without the embedded Postgres, set DATABASE_URL.',
    ].join('\n'),
  );
}
