import { graphql } from 'relay-runtime';

/** The whole catalogue, under a filter. */
export const CatalogueQuery = graphql`
  query CatalogueQuery($count: Int!, $filter: SkuFilter) {
    ...Catalogue_query @arguments(count: $count, filter: $filter)
  }
`;

/** Refetched from the root: the list lies in no object. */
export const Catalogue_query = graphql`
  fragment Catalogue_query on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "SkuFilter" }
  )
  @refetchable(queryName: "CataloguePaginationQuery") {
    skus(first: $count, after: $cursor, filter: $filter)
      @connection(key: "Catalogue_skus", filters: ["filter"]) {
      edges {
        node {
          ...SkuCard_sku
        }
      }
    }
  }
`;
