import type { Category } from '../../categories/category.entity';
import type { CategoryTree } from '../../categories/category-tree';
import { fold } from '../../search/text';
import { remembered } from '../remembered';
import { KeywordMatcher } from './keyword-matcher';
import { NearestName } from './nearest-name';

/** Where goods go that nothing is known of. */
const UNCATEGORISED = 'uncategorised';

export type FoundCategory = {
  category: Category;
  by: 'LABEL' | 'TITLE' | 'NOTHING';
  /** Whether the label names a category, be it a leaf or one above. */
  isLabelKnown: boolean;
};

const normalised = (label: string): string =>
  fold(label)
    .replaceAll(/\s*[>/|\\»]\s*/gu, '/')
    .trim();

/** Finds the leaf of the category tree that a file means, by its own label or by the goods' title. */
export class CategoryFinder {
  private readonly byLabel = new Map<string, Category>();
  private readonly labelled = remembered((label) => this.byLabel.get(normalised(label)) ?? null);
  private readonly keywords: KeywordMatcher;
  private readonly nearest: NearestName;
  private readonly leavesBelow = new Map<number, ReadonlySet<number>>();
  readonly uncategorised: Category;

  constructor(
    private readonly tree: CategoryTree,
    private readonly defaultAudience: number,
  ) {
    const byNumber = tree.all.toSorted((a, b) => a.number - b.number);
    const leaves = byNumber.filter((category) => this.isLeaf(category));
    // A name that two categories share means the leaf, and of two leaves the one with the lower number.
    for (const category of [...leaves, ...byNumber]) {
      for (const label of this.labelsOf(category).map(normalised)) {
        if (!this.byLabel.has(label)) this.byLabel.set(label, category);
      }
    }
    this.keywords = new KeywordMatcher(
      leaves.flatMap(({ number, keywords }) =>
        keywords.map((keyword) => ({ keyword: fold(keyword), number })),
      ),
    );
    this.nearest = new NearestName(
      byNumber.flatMap((category) => this.labelsOf(category)),
      normalised,
    );
    const uncategorised = tree.bySlug(UNCATEGORISED);
    if (!uncategorised) throw new Error(`The reference data has no category "${UNCATEGORISED}".`);
    this.uncategorised = uncategorised;
  }

  /** A label above the leaves narrows down what the title may mean, where the title says anything of it. */
  find(label: string | undefined, title: string): FoundCategory {
    const labelled = label === undefined ? null : this.labelled(label);
    if (labelled && this.isLeaf(labelled)) return { category: labelled, by: 'LABEL', isLabelKnown: true };
    const folded = fold(title);
    const number =
      (labelled && this.keywords.find(folded, this.leavesOf(labelled))) ?? this.keywords.find(folded);
    const category = number === undefined ? undefined : this.tree.get(number);
    const isLabelKnown = labelled !== null;
    return category
      ? { category, by: 'TITLE', isLabelKnown }
      : { category: this.uncategorised, by: 'NOTHING', isLabelKnown };
  }

  /** The label that an unknown one was most likely meant to be. */
  readonly suggest = remembered((label) => this.nearest.find(normalised(label)));

  /** Who buys goods of the category: its own audience, that of the nearest category above, or the default one. */
  audienceOf(category: Category): number {
    const line = [category, ...this.tree.ancestors(category)];
    return line.find(({ audienceNumber }) => audienceNumber !== null)?.audienceNumber ?? this.defaultAudience;
  }

  private isLeaf({ number }: Category): boolean {
    return this.tree.children(number).length === 0;
  }

  private labelsOf(category: Category): string[] {
    const line = [category, ...this.tree.ancestors(category)].toReversed();
    const path = line.map(({ name }) => name).join('/');
    const { slug, name, nameEn, aliases } = category;
    return [slug, name, path, ...(nameEn ? [nameEn] : []), ...aliases];
  }

  private leavesOf(category: Category): ReadonlySet<number> {
    const known = this.leavesBelow.get(category.number);
    if (known) return known;
    const leaves = new Set(this.tree.subtree(category).map(({ number }) => number));
    this.leavesBelow.set(category.number, leaves);
    return leaves;
  }
}
