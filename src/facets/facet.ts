/** What a list's goods are counted by. */
export const FACETS = ['belts', 'categories', 'priceBands'] as const;
export type Facet = (typeof FACETS)[number];
