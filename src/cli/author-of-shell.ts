import { userInfo } from 'node:os';
import type { Author } from '../audit/author';

/** Who works at the shell: "shell:" and the name that the operating system knows them by. */
export function shellUser(): string {
  try {
    return `shell:${userInfo().username}`;
  } catch {
    // A container may run under a number that no name belongs to.
    return `shell:${process.getuid?.() ?? 'unknown'}`;
  }
}

export const authorOfShell = (action: string, reference?: string): Author => ({
  actor: shellUser(),
  roles: [],
  action,
  ...(reference !== undefined && { reference }),
});
