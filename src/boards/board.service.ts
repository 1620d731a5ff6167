import { type DataSource, QueryFailedError } from 'typeorm';
import { denied } from '../auth/guard';
import { seesCards } from '../auth/rules';
import { beltBySlug } from '../belts/belt.service';
import { BOARD_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { BoardEntry } from './board-entry.entity';
import { BoardKind } from './board-kind';
import { BoardWeek } from './board-week.entity';
import type { Board, BoardArgs, BoardPlace } from './board.types';
import { ALL_BELTS, BOARDS, boardParameters, type Place } from './count';
import { mondayAt, mondayOf, weekOf } from '../calendar/week';

/** Which board: of a kind, a week and a belt. */
type Key = { kind: BoardKind; monday: string; beltNumber: number };

/**
 * A board, as it was settled or as it stands.
 * @throws UNAUTHENTICATED or FORBIDDEN for streamers' boards, where one may not see everyone's cards; INVALID_INPUT,
 *   INVALID_PAGE, NOT_FOUND, COUNT_TOO_SLOW
 */
export async function readBoard(context: RequestContext, args: BoardArgs): Promise<Board> {
  const { kind } = args;
  if (kind === BoardKind.STREAMERS_ACTIVE && !seesCards(context, undefined))
    throw denied(context, 'Query.boards(kind: STREAMERS_ACTIVE)');
  const first = args.first ?? BOARD_LIMITS.defaultPlaces;
  if (first < 0 || first > BOARD_LIMITS.places)
    throw new HeadwaterError('INVALID_PAGE', { max: BOARD_LIMITS.places });
  const { dataSource } = context.app;
  const monday = readWeek(args.week);
  const belt = typeof args.belt === 'string' ? beltBySlug(context, args.belt) : null;
  const key: Key = { kind, monday, beltNumber: belt?.number ?? ALL_BELTS };
  const settled = await dataSource.getRepository(BoardWeek).findOneBy({ monday });
  return {
    kind,
    week: weekOf(monday),
    belt,
    final: settled !== null,
    settledAt: settled?.settledAt ?? null,
    places: settled ? await kept(dataSource, key, first) : await counted(dataSource, key, first),
  };
}

/** @throws INVALID_INPUT */
function readWeek(week: string | null | undefined): string {
  const now = mondayAt(Date.now());
  const monday = typeof week === 'string' ? mondayOf(week) : now;
  if (monday !== undefined && monday <= now) return monday;
  const expected = { en: `a week up to ${weekOf(now)}`, 'zh-CN': `不晚于 ${weekOf(now)} 的 ISO 周` };
  throw new HeadwaterError('INVALID_INPUT', { field: 'week', expected });
}

async function kept(dataSource: DataSource, key: Key, first: number): Promise<BoardPlace[]> {
  const entries = await dataSource
    .getRepository(BoardEntry)
    .find({ where: key, order: { place: 'ASC' }, take: first });
  return first === 0 ? [] : entries.map(({ place: rank, ...entry }) => ({ rank, ...entry }));
}

/** @throws COUNT_TOO_SLOW */
async function counted(
  dataSource: DataSource,
  { kind, monday, beltNumber }: Key,
  first: number,
): Promise<BoardPlace[]> {
  try {
    const places = await onOwnConnection(
      dataSource,
      BOARD_LIMITS.statementTimeoutMs,
      (runner) =>
        runner.query(`${BOARDS} AND belt_number = $8 AND place <= $9 ORDER BY place`, [
          ...boardParameters(monday, [kind]),
          beltNumber,
          first,
        ]) as Promise<Place[]>,
    );
    return places.map(
      ({ place: rank, subject_id: subjectId, sample_requests: sampleRequests, ...place }) => ({
        ...place,
        rank,
        subjectId,
        sampleRequests,
      }),
    );
  } catch (error) {
    if (error instanceof QueryFailedError && error.driverError.code === '57014')
      throw new HeadwaterError('COUNT_TOO_SLOW', { what: { en: 'the board', 'zh-CN': '榜单' } });
    throw error;
  }
}
