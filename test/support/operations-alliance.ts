import type { DataSource } from 'typeorm';
import { toNodeId } from '../../src/graphql/node-id';
import { OPERATOR, STREAMER, type Use } from './operation-use';

/** Node ids. */
export type AllianceIds = {
  streamer: string;
  /** Goods that are on the streamer's shelf; goods that nobody asked for yet; goods on which much was decided. */
  picked: string;
  asked: string;
  decided: string;
  /** A request for samples that is not answered. */
  request: string;
};

type Ids = AllianceIds & { supplier: string; skus: string[] };

/** How frontends use the operations of the alliance, shelves, samples and boards. */
export const allianceUses = (ids: () => Ids): Record<string, Use> => ({
  shelf: {
    as: STREAMER,
    variables: (first) => ({ first }),
    rows: (data) => data.viewer.streamer.picks.nodes,
    statements: ['rows streamer', 'places pick', 'rows pick', 'rows sku'],
  },
  'pick-create': {
    as: STREAMER,
    sizes: [1],
    variables: () => ({ input: { streamer: ids().streamer, sku: ids().picked } }),
    rows: (data) => [data.pickCreate.pick.id],
    statements: ['rows streamer', 'rows sku', 'author', 'lock streamer', 'rows pick', 'rows pick'],
  },
  'pick-remove': {
    as: STREAMER,
    sizes: [1],
    variables: () => ({ input: { streamer: ids().streamer, sku: ids().picked } }),
    rows: (data) => [data.pickRemove.pick.id],
    statements: ['rows streamer', 'author', 'lock streamer', 'write pick', 'rows pick', 'rows pick'],
  },
  'alliance-apply': {
    as: OPERATOR,
    variables: (n) => ({ input: { skus: ids().skus.slice(0, n) } }),
    rows: (data) => data.allianceApply.items,
    statements: [
      'rows sku',
      'author',
      'lock sku',
      'verdicts',
      'write sku',
      'write alliance_decision',
      'rows alliance_rule',
      'rows sku',
    ],
  },
  'sku-alliance': {
    as: OPERATOR,
    sizes: [1, 40],
    variables: (first) => ({ sku: ids().decided, first }),
    rows: (data) => data.node.alliance.history.nodes,
    statements: [
      'rows sku',
      'verdicts',
      'rows alliance_rule',
      'places alliance_decision',
      'rows alliance_decision',
    ],
  },
  'supplier-samples': {
    as: OPERATOR,
    variables: (first) => ({ supplier: ids().supplier, first }),
    rows: (data) => data.node.sampleRequests.nodes,
    statements: ['rows supplier', 'places sample_request', 'rows sample_request', 'rows sku'],
  },
  'sample-request-create': {
    as: STREAMER,
    sizes: [1],
    variables: () => ({ input: { streamer: ids().streamer, sku: ids().asked, quantity: 1 } }),
    rows: (data) => [data.sampleRequestCreate.sampleRequest.id],
    statements: [
      'rows streamer',
      'rows sku',
      'author',
      'lock streamer',
      'rows sample_request',
      'write sample_request',
      'rows sample_request',
    ],
  },
  'sample-request-answer': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({
      input: { sampleRequest: ids().request, expectedVersion: 1, answer: 'ACCEPT', terms: '包邮' },
    }),
    rows: (data) => [data.sampleRequestAnswer.sampleRequest.id],
    statements: ['rows sample_request', 'author', 'write sample_request', 'rows sample_request'],
  },
  board: {
    variables: (first) => ({ first }),
    rows: (data) => data.boards.places,
    statements: ['rows board_week', 'setting', 'board', 'setting', 'rows sku'],
  },
});

/** Fifty-one picks and fifty requests of the streamer for goods of the supplier, and fifty decisions on one of them. */
export async function addPicks(
  dataSource: DataSource,
  handle: string,
  supplier: string,
  skus: string[],
): Promise<AllianceIds> {
  const [{ id: streamer }] = await dataSource.query('SELECT id FROM streamer WHERE handle = $1', [handle]);
  await dataSource.query('INSERT INTO pick (streamer_id, sku_id) SELECT $1, unnest($2::uuid[])', [
    streamer,
    skus.slice(0, 51),
  ]);
  const requests: { id: string }[] = await dataSource.query(
    `INSERT INTO sample_request (streamer_id, sku_id, supplier_id, belt_number, quantity, message)
     SELECT $1, id, supplier_id, belt_number, 1, '' FROM sku WHERE id = ANY ($2::uuid[]) AND supplier_id = $3
     RETURNING id`,
    [streamer, skus.slice(1, 51), supplier],
  );
  await dataSource.query(
    `UPDATE sample_request SET status = 'DECLINED', reason = 'x', answered_at = now() WHERE id <> $1`,
    [requests[0]!.id],
  );
  await dataSource.query(
    `INSERT INTO alliance_decision (sku_id, cause, admitted, actor)
     SELECT $1, 'WITHDRAWN', false, 'test' FROM generate_series(1, 50)`,
    [skus[60]],
  );
  return {
    streamer: toNodeId('Streamer', streamer),
    picked: toNodeId('Sku', skus[50]!),
    asked: toNodeId('Sku', skus[0]!),
    decided: toNodeId('Sku', skus[60]!),
    request: toNodeId('SampleRequest', requests[0]!.id),
  };
}
