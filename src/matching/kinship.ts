import type { Category } from '../categories/category.entity';
import type { CategoryTree } from '../categories/category-tree';

/** Tenths of a purchase that count for a category, by how many steps up from it the purchase's branch begins. */
const TENTHS = [10, 3, 1] as const;

/**
 * How much of a purchase in one category counts for another, in tenths: all of it where they are the same or one lies
 * above the other, three tenths beside it under the same parent, one tenth under the same grandparent.
 */
export class Kinship {
  /** Of arrays by category number. */
  readonly length: number;
  /** The numbers of the categories that goods lie in. */
  readonly leaves: readonly number[];
  /** By category number: the number of the top category above it. */
  readonly tops: Int32Array;
  private readonly rows: Uint8Array[] = [];
  private readonly near: number[][] = [];

  private constructor(private readonly tree: CategoryTree) {
    this.length = tree.maxNumber + 1;
    this.tops = new Int32Array(this.length);
    for (const { number } of tree.all) this.near[number] = [];
    for (const category of tree.all) {
      const row = this.rowOf(category);
      this.rows[category.number] = row;
      this.tops[category.number] = tree.top(category).number;
      for (const { number } of tree.all) if (row[number]! > 0) this.near[number]!.push(category.number);
    }
    this.leaves = tree.all.map(({ number }) => number).filter((number) => tree.children(number).length === 0);
  }

  /** Worked out once for each tree. */
  static of(tree: CategoryTree): Kinship {
    let kinship = known.get(tree);
    if (!kinship) known.set(tree, (kinship = new Kinship(tree)));
    return kinship;
  }

  /** What counts for a category, by the number of the category of the purchase. */
  to(category: number): Uint8Array {
    return this.rows[category]!;
  }

  /** The categories that a purchase in a category counts for. */
  from(category: number): readonly number[] {
    return this.near[category]!;
  }

  private rowOf(category: Category): Uint8Array {
    const row = new Uint8Array(this.length);
    const upwards = [category, ...this.tree.ancestors(category)];
    for (let step = upwards.length - 1; step >= 0; step--) {
      for (const { number } of this.tree.subtree(upwards[step]!)) row[number] = TENTHS[step] ?? 0;
    }
    for (const { number } of upwards) row[number] = TENTHS[0];
    return row;
  }
}

const known = new WeakMap<CategoryTree, Kinship>();
