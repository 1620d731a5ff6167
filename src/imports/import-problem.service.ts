import { cappedCount, type Connection, type ForwardArgs, pageSize } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { decodeCursor, encodeCursor, fingerprintOf } from '../graphql/cursor';
import type { Language } from '../graphql/language';
import type { ImportProblem } from './import-problem.types';
import { levelOf, messageOf, type Problem } from './problems';
import type { FileImport } from './file-import.entity';

/** A row is an integer of the database; a row has at most a few problems a column. */
const isPlace = (where: unknown[]): where is [row: number, ordinal: number] =>
  where.length === 2 &&
  where.every((part) => Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 2_147_483_647);

/** What is wrong with an import's rows, by row. @throws INVALID_PAGE, INVALID_CURSOR */
export async function listProblems(
  { loaders, language }: RequestContext,
  { uuid }: FileImport,
  args: ForwardArgs,
): Promise<Connection<ImportProblem>> {
  const size = pageSize(args);
  const fingerprint = fingerprintOf('skuImport.problems', uuid);
  const isFirst = typeof args.after !== 'string';
  const [row, ordinal] = isFirst ? [0, 0] : decodeCursor(args.after!, fingerprint, isPlace);
  const found = await loaders.importProblems.load({
    importId: uuid,
    after: { row, ordinal },
    limit: size + 1,
  });
  const edges = found.slice(0, size).map((placed) => ({
    cursor: encodeCursor(fingerprint, [placed.row, placed.ordinal]),
    node: shownProblem(placed.row, placed.problem, language),
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: !isFirst,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    ...cappedCount(() => loaders.importProblemCount.load(uuid)),
  };
}

/** A problem as people are told of it; row 0 stands for the whole file. */
export const shownProblem = (row: number, problem: Problem, language: Language): ImportProblem => ({
  row,
  column: problem.column,
  code: problem.code,
  message: messageOf(problem, language),
  value: problem.value,
  level: levelOf(problem),
});
