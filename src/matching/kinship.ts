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
  private readonly parents: Int32Array;
  private readonly rows: Uint8Array[] = [];
  private readonly near: number[][] = [];

  private constructor(tree: CategoryTree) {
    this.length = tree.maxNumber + 1;
    this.leaves = tree.all.map(({ number }) => number).filter((number) => tree.children(number).length === 0);
    this.tops = new Int32Array(this.length);
    this.parents = new Int32Array(this.length).fill(NONE);
    for (const category of tree.all) {
      this.tops[category.number] = tree.top(category).number;
      this.parents[category.number] = category.parentNumber ?? NONE;
      this.near[category.number] = [];
    }
    for (const { number } of tree.all) this.rows[number] = this.rowOf(number, tree);
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

  /** From each category of a purchase upwards, until the category or one above it is met. */
  private rowOf(category: number, tree: CategoryTree): Uint8Array {
    const { parents } = this;
    const steps = new Int8Array(this.length).fill(NONE);
    for (let at = category, step = 0; at !== NONE; at = parents[at]!) steps[at] = step++;
    const row = new Uint8Array(this.length);
    for (const { number } of tree.all) {
      let at = number;
      while (at !== NONE && steps[at] === NONE) at = parents[at]!;
      if (at === NONE) continue;
      row[number] = at === number ? TENTHS[0] : (TENTHS[steps[at]!] ?? 0);
      if (row[number] > 0) this.near[number]!.push(category);
    }
    return row;
  }
}

const NONE = -1;

const known = new WeakMap<CategoryTree, Kinship>();
