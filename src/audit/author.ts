import type { QueryRunner } from 'typeorm';
import type { RequestContext } from '../graphql/context';

/** Who writes, and by what. */
export type Author = {
  /** The subject of the token, or the name of a part of the program that writes by itself. */
  actor: string;
  roles: readonly string[];
  /** The mutation or command. */
  action: string;
  /** What it is written for, e.g. an import's UUID. */
  reference?: string;
};

/** @param action the mutation's name */
export const authorOf = ({ principal }: RequestContext, action: string, reference?: string): Author => ({
  actor: principal.subject ?? 'anonymous',
  roles: [...principal.roles],
  action,
  ...(reference !== undefined && { reference }),
});

/** A part of the program that writes by itself. */
export const program = (action: string, reference?: string): Author => ({
  actor: 'headwater',
  roles: [],
  action,
  ...(reference !== undefined && { reference }),
});

/** Tells the triggers that keep the audit log who writes, until the transaction ends. */
export const sayAuthor = (runner: QueryRunner, author: Author): Promise<unknown> =>
  runner.query(`SELECT set_config('headwater.author', $1, true)`, [JSON.stringify(author)]);

/** What the program brings along, made-up goods and reference data, is not kept in the audit log. */
export const leaveUnaudited = (runner: QueryRunner): Promise<unknown> =>
  runner.query(`SELECT set_config('headwater.audit', 'off', true)`);
