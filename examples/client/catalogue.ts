import { GraphQLClient } from 'graphql-request';
import { BrowseCatalogueDocument, type BrowseCatalogueQuery, MyMatchesDocument } from './generated/graphql';

/* What a frontend does with the documents of schema/operations: variables and results have their types. */

type Goods = NonNullable<BrowseCatalogueQuery['skus']>['edges'][number]['node'];

export const clientOf = (url: string, token?: string): GraphQLClient =>
  new GraphQLClient(url, {
    headers: { 'accept-language': 'zh-CN', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

/** The cheapest goods with a guarantee, page after page. */
export async function* cheapest(client: GraphQLClient, pageSize: number): AsyncGenerator<Goods> {
  let after: string | null | undefined;
  do {
    const { skus } = await client.request(BrowseCatalogueDocument, {
      first: pageSize,
      after,
      filter: { guarantees: ['RETURN_FREIGHT_COVERED'] },
      orderBy: { field: 'PRICE', direction: 'ASC' },
    });
    for (const { node } of skus?.edges ?? []) yield node;
    after = skus?.pageInfo.hasNextPage ? skus.pageInfo.endCursor : null;
  } while (after);
}

/** A line for each of the best goods for the streamer whose token the client carries. */
export async function bestMatches(client: GraphQLClient): Promise<string[]> {
  const { viewer } = await client.request(MyMatchesDocument, { first: 5 });
  return (viewer?.streamer?.matches?.edges ?? []).map(
    ({ rank, node, reasons }) => `${rank}. ${node.title} ¥${node.livePrice.amount}: ${reasons.join('；')}`,
  );
}
