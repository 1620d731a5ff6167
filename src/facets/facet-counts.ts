import DataLoader from 'dataloader';
import type { App } from '../app';
import { countFacets, type FacetCount } from './count-facets';
import { type Facet, FACETS } from './facet';
import type { FacetedList } from './facet.service';

/** Stands for the parent of a list that lies in no object. */
const WHOLE = '';

type Asked = { parent: string | number; facet: Facet };
type Counts = FacetCount[Facet];

/** One request's facets: those of one list, and of lists of the same kind in many objects, are one statement. */
export class FacetCounts {
  private readonly loaders = new Map<string, DataLoader<Asked, Counts, string>>();

  constructor(private readonly app: App) {}

  /** By number of belt, category or price band. @throws COUNT_TOO_SLOW */
  count(list: FacetedList, facet: Facet): Promise<Counts> {
    const key = JSON.stringify(list.identity);
    let loader = this.loaders.get(key);
    if (!loader) this.loaders.set(key, (loader = this.loaderFor(list)));
    return loader.load({ parent: list.parent?.key ?? WHOLE, facet });
  }

  private loaderFor({ criteria, parent }: FacetedList): DataLoader<Asked, Counts, string> {
    return new DataLoader(
      async (asked) => {
        const parents = [...new Set(asked.map((each) => each.parent))];
        const facets = FACETS.filter((facet) => asked.some((each) => each.facet === facet));
        const counts = await countFacets(this.app, criteria, facets, parent && { ...parent, keys: parents });
        return asked.map(({ parent: of, facet }) => counts[parents.indexOf(of)]![facet]);
      },
      { cacheKeyFn: ({ parent: of, facet }) => JSON.stringify([of, facet]) },
    );
  }
}
