import { graphql } from 'relay-runtime';

/** A belt's page: the goods of the belt, read on by Relay as the list is scrolled. */
export const BeltGoodsQuery = graphql`
  query BeltGoodsQuery($slug: String!, $count: Int!) {
    belt(slug: $slug) {
      name
      ...BeltGoods_belt @arguments(count: $count)
    }
  }
`;

/** Refetched through node(id:), since a belt has an id. */
export const BeltGoods_belt = graphql`
  fragment BeltGoods_belt on Belt
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "BeltGoodsPaginationQuery") {
    skus(first: $count, after: $cursor) @connection(key: "BeltGoods_skus") {
      edges {
        node {
          ...SkuCard_sku
        }
      }
    }
  }
`;
