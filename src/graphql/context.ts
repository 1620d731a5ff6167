import type { App } from '../app';
import type { Principal } from '../auth/principal';
import { Suggestions } from '../search/suggestions';
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
  readonly loaders: Loaders;
  readonly pages: Pages;
  readonly facetCounts: FacetCounts;
  readonly suggestions: Suggestions;
  readonly streamerFinder: StreamerFinder;
};

export const createContext = (app: App, principal: Principal, language: Language): RequestContext => ({
  app,
  principal,
  language,
  loaders: createLoaders(app),
  pages: new Pages(app.dataSource.manager),
  facetCounts: new FacetCounts(app),
  suggestions: new Suggestions(app),
  streamerFinder: new StreamerFinder(app),
});
