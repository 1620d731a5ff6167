import type { App } from '../app';
import type { Principal } from '../auth/principal';
import { Statements } from '../database/statements';
import { Suggestions } from '../search/suggestions';
import { ProjectedSkus } from '../skus/projected-skus';
import { RelatedSkus } from '../skus/related-skus';
import { StreamerFinder } from '../streamer-matching/streamer-finder';
import { FacetCounts } from '../facets/facet-counts';
import type { Language } from './language';
import { createLoaders, type Loaders } from './loaders';
import { Pages } from './pages';

/** What lives as long as one request; services take it first. */
export type RequestContext = {
  readonly app: App;
  readonly principal: Principal;
  readonly language: Language;
  /** Where the server is reached, for addresses of files: "https://api.example"; empty where nobody knows. */
  readonly origin: string;
  /** Where the request came from, as far as those who do not say who they are can be told apart by it. */
  readonly address?: string | undefined;
  readonly loaders: Loaders;
  readonly pages: Pages;
  readonly facetCounts: FacetCounts;
  readonly suggestions: Suggestions;
  readonly projectedSkus: ProjectedSkus;
  readonly relatedSkus: RelatedSkus;
  readonly streamerFinder: StreamerFinder;
};

export type Asker = Pick<RequestContext, 'principal' | 'language' | 'origin' | 'address'>;

// One by one: V8 gives a hidden class of its own to each object that begins with a spread, and keeps it in old space.
export const createContext = (app: App, { principal, language, origin, address }: Asker): RequestContext => ({
  principal,
  language,
  origin,
  address,
  app,
  loaders: createLoaders(app),
  pages: new Pages(new Statements(app.dataSource)),
  projectedSkus: new ProjectedSkus(app.dataSource),
  relatedSkus: new RelatedSkus(app.dataSource.manager),
  facetCounts: new FacetCounts(app),
  suggestions: new Suggestions(app),
  streamerFinder: new StreamerFinder(app),
});
