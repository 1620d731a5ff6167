import type { Category } from './category.entity';

/** The categories as a tree, by number and by slug. */
export class CategoryTree {
  readonly all: readonly Category[];
  /** The largest number in use: arrays by category number have one more element. */
  readonly maxNumber: number;
  private readonly byNumber: ReadonlyMap<number, Category>;
  private readonly bySlugMap: ReadonlyMap<string, Category>;
  private readonly childrenOf: ReadonlyMap<number | null, Category[]>;

  constructor(categories: readonly Category[]) {
    this.all = categories;
    this.maxNumber = categories.reduce((max, { number }) => Math.max(max, number), 0);
    this.byNumber = new Map(categories.map((category) => [category.number, category]));
    this.bySlugMap = new Map(categories.map((category) => [category.slug, category]));
    const childrenOf = new Map<number | null, Category[]>();
    for (const category of categories) {
      const siblings = childrenOf.get(category.parentNumber);
      if (siblings) siblings.push(category);
      else childrenOf.set(category.parentNumber, [category]);
    }
    this.childrenOf = childrenOf;
  }

  get(number: number): Category | undefined {
    return this.byNumber.get(number);
  }

  bySlug(slug: string): Category | undefined {
    return this.bySlugMap.get(slug);
  }

  children(number: number | null): readonly Category[] {
    return this.childrenOf.get(number) ?? [];
  }

  parent(category: Category): Category | undefined {
    return category.parentNumber === null ? undefined : this.byNumber.get(category.parentNumber);
  }

  /** Parent, its parent, … up to the top. */
  ancestors(category: Category): Category[] {
    const found: Category[] = [];
    for (let at = this.parent(category); at; at = this.parent(at)) found.push(at);
    return found;
  }

  top(category: Category): Category {
    return this.ancestors(category).at(-1) ?? category;
  }

  /** The category itself and all below it. */
  subtree(category: Category): Category[] {
    return [category, ...this.children(category.number).flatMap((child) => this.subtree(child))];
  }
}
