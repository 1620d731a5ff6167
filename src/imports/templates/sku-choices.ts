import type { Reference } from '../../reference/reference';
import type { Choice, TemplateChoices } from './template';

const words = (...values: string[]): Choice[] => values.map((value) => ({ value, meaning: '' }));

/** What the columns of goods take, where that is a list. */
export function skuChoices({ categories, shippingClasses, audiences }: Reference): TemplateChoices {
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
