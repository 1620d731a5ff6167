import { BOARD_LIMITS } from '../config/limits';
import { BoardKind, POINTS } from './board-kind';
import { beginOf, mondayAfter } from '../calendar/week';

/** Of boards of all belts. */
export const ALL_BELTS = 0;

/** A place of a board, as its table has it. */
export type Place = {
  kind: BoardKind;
  belt_number: number;
  place: number;
  subject_id: string;
  score: number;
  picks: number;
  sample_requests: number;
  answers: number;
};

/**
 * The boards of a week: what happened from its Monday on and before the next, by belt of the goods, and in all. Goods that
 * a streamer picked several times count once. Ties go by picks, then by requests, then by id: no two have the same place.
 */
export const BOARDS = `
  WITH event AS (
    SELECT DISTINCT 'pick' AS what, p.sku_id, p.streamer_id, k.supplier_id, k.belt_number
      FROM pick p JOIN sku k ON k.id = p.sku_id
     WHERE p.picked_at >= $1::timestamptz AND p.picked_at < $2::timestamptz
    UNION ALL
    SELECT 'request', r.sku_id, r.streamer_id, r.supplier_id, r.belt_number
      FROM sample_request r WHERE r.requested_at >= $1::timestamptz AND r.requested_at < $2::timestamptz
    UNION ALL
    SELECT 'answer', r.sku_id, r.streamer_id, r.supplier_id, r.belt_number
      FROM sample_request r WHERE r.answered_at >= $1::timestamptz AND r.answered_at < $2::timestamptz),
  counted AS (
    SELECT s.kind, b.number AS belt_number, s.subject_id,
           (count(*) FILTER (WHERE e.what = 'pick'))::integer AS picks,
           (count(*) FILTER (WHERE e.what = 'request'))::integer AS sample_requests,
           (count(*) FILTER (WHERE e.what = 'answer'))::integer AS answers
      FROM event e
     CROSS JOIN LATERAL (VALUES ('${BoardKind.SKUS_PICKED}', e.sku_id), ('${BoardKind.STREAMERS_ACTIVE}', e.streamer_id),
                                ('${BoardKind.SUPPLIERS_ACTIVE}', e.supplier_id)) AS s (kind, subject_id)
     CROSS JOIN LATERAL (VALUES (e.belt_number), (${ALL_BELTS}::smallint)) AS b (number)
     GROUP BY s.kind, b.number, s.subject_id),
  scored AS (
    SELECT c.kind, c.belt_number, c.subject_id,
           c.picks * p.picks + c.sample_requests * p.sample_requests + c.answers * p.answers AS score,
           CASE WHEN p.picks > 0 THEN c.picks ELSE 0 END AS picks,
           CASE WHEN p.sample_requests > 0 THEN c.sample_requests ELSE 0 END AS sample_requests,
           CASE WHEN p.answers > 0 THEN c.answers ELSE 0 END AS answers
      FROM counted c
      JOIN unnest($3::text[], $4::integer[], $5::integer[], $6::integer[]) AS p (kind, picks, sample_requests, answers)
        ON p.kind = c.kind),
  placed AS (
    SELECT s.*, row_number() OVER (
             PARTITION BY s.kind, s.belt_number
             ORDER BY s.score DESC, s.picks DESC, s.sample_requests DESC, s.subject_id)::smallint AS place
      FROM scored s WHERE s.score > 0)
  SELECT kind, belt_number, place, subject_id, score, picks, sample_requests, answers
    FROM placed WHERE place <= $7::integer`;

/** Its parameters, for boards of these kinds. */
export function boardParameters(
  monday: string,
  kinds: readonly BoardKind[] = Object.values(BoardKind),
): unknown[] {
  const points = kinds.map((kind) => POINTS[kind]);
  return [
    beginOf(monday),
    beginOf(mondayAfter(monday, 1)),
    kinds,
    points.map(({ picks }) => picks),
    points.map(({ sampleRequests }) => sampleRequests),
    points.map(({ answers }) => answers),
    BOARD_LIMITS.places,
  ];
}
