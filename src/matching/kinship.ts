import type { Category } from '../categories/category.entity';
import type { CategoryTree } from '../categories/category-tree';

/** Tenths of a purchase that count for a category, by how many steps up from it the purchase's branch begins. */
const TENTHS = [10, 3, 1] as const;

/**
 * How much of a purchase in one category counts for another, in tenths: all of it where they are the same or one lies
 * above the other, three tenths beside it under the same parent, one tenth under the same grandparent.
 */
export class Kinship {
  /** The numbers of the categories that goods lie in. */
  readonly leaves: readonly number[];
  private readonly rows: Uint8Array[] = [];

  private constructor(private readonly tree: CategoryTree) {
    this.leaves = tree.all
      .filter(({ number }) => tree.children(number).length === 0)
      .map(({ number }) => number);
    for (const category of tree.all) this.rows[category.number] = this.rowOf(category);
  }

  /** Worked out once for each tree. */
  static of(tree: CategoryTree): Kinship {
    let kinship = known.get(tree);
    if (!kinship) known.set(tree, (kinship = new Kinship(tree)));
    return kinship;
  }

  /** What counts for a category of the tree, by the number of the category of the purchase. */
  to(category: number): Uint8Array {
    return this.rows[category]!;
  }

  private rowOf(category: Category): Uint8Array {
    const row = new Uint8Array(this.tree.maxNumber + 1);
    const upwards = [category, ...this.tree.ancestors(category)];
    for (let step = upwards.length - 1; step >= 0; step--) {
      for (const { number } of this.tree.subtree(upwards[step]!)) row[number] = TENTHS[step] ?? 0;
    }
    for (const { number } of upwards) row[number] = TENTHS[0];
    return row;
  }
}

const known = new WeakMap<CategoryTree, Kinship>();
