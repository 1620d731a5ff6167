import { userInfo } from 'node:os';
import type { Author } from '../audit/author';
import { SHELL } from '../auth/principal';

/** Who works at the shell: "shell:" and the name that the operating system knows them by. */
export function shellUser(): string {
  try {
    return `${SHELL}:${userInfo().username}`;
  } catch {
    // A container may run under a number that no name belongs to.
    return `${SHELL}:${process.getuid?.() ?? 'unknown'}`;
  }
}

export const authorOfShell = (action: string, reference?: string): Author => ({
  actor: shellUser(),
  roles: [],
  action,
  ...(reference !== undefined && { reference }),
});
