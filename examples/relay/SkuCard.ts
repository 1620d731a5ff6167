import { graphql } from 'relay-runtime';

/** One SKU in a list; refetched alone where its price is to be shown anew. */
export const SkuCard_sku = graphql`
  fragment SkuCard_sku on Sku @refetchable(queryName: "SkuCardRefetchQuery") {
    id
    title
    livePrice {
      amount
    }
    supplier {
      id
      name
    }
    updatedAt
  }
`;
