import type { Reference } from '../../reference/reference';
import type { ColumnName } from '../reading/column-names';

/** A value that can be picked, and what it means. */
export type Choice = { value: string; meaning: string };

/** What a column takes, where that is a list. */
export type TemplateChoices = ReadonlyMap<ColumnName, readonly Choice[]>;

const words = (...values: string[]): Choice[] => values.map((value) => ({ value, meaning: '' }));

export function templateChoices({ categories, shippingClasses, audiences }: Reference): TemplateChoices {
  const leaves = categories.all
    .filter(({ number }) => categories.children(number).length === 0)
    .map((leaf) => {
      const line = [leaf, ...categories.ancestors(leaf)].toReversed();
      return { value: leaf.slug, meaning: line.map(({ name }) => name).join('/') };
    });
  const named = (rows: Iterable<{ slug: string; name: string }>): Choice[] =>
    [...rows].map(({ slug, name }) => ({ value: slug, meaning: name }));
  return new Map([
    ['category', leaves],
    ['shipping', named(shippingClasses.values())],
    ['audience', named(audiences.values())],
    ['provenance', words('原产地', '产业带', '工厂直供', '达人品牌')],
    ['status', words('上架', '下架', '草稿')],
  ]);
}
