import type { Category } from '../../src/categories/category.entity';
import { type Region, RegionLevel } from '../../src/geography/region.entity';
import { checkReferenceOf } from '../../src/imports/checking/check-reference';
import { checkRow } from '../../src/imports/checking/check-row';
import { SKU_COLUMNS } from '../../src/imports/reading/column-names';
import { Columns } from '../../src/imports/reading/columns';
import type { RawValue } from '../../src/imports/reading/rows';
import { Reference } from '../../src/reference/reference';
import type { Audience } from '../../src/skus/audience.entity';
import type { ShippingClass } from '../../src/skus/shipping-class.entity';

/** A little reference data, and rows that are checked against it. */
const category = (
  number: number,
  parent: number | null,
  name: string,
  more: Partial<Category> = {},
): Category =>
  ({
    number,
    parentNumber: parent,
    name,
    slug: `c${number}`,
    nameEn: null,
    audienceNumber: null,
    aliases: [],
    keywords: [],
    ...more,
  }) as Category;
const region = (
  code: string,
  parentCode: string | null,
  shortName: string,
  suffix: string,
  level: RegionLevel,
) => ({ code, parentCode, shortName, name: `${shortName}${suffix}`, level }) as Region;
const named = (number: number, slug: string, name: string): any => ({ number, slug, name, nameEn: slug });

export const reference = checkReferenceOf(
  new Reference({
    regions: [
      region('330000', null, '浙江', '省', RegionLevel.PROVINCE),
      region('330700', '330000', '金华', '市', RegionLevel.CITY),
      region('330782', '330700', '义乌', '市', RegionLevel.COUNTY),
      region('310000', null, '上海', '市', RegionLevel.PROVINCE),
      region('310100', '310000', '上海', '市辖区', RegionLevel.CITY),
      region('310115', '310100', '浦东', '新区', RegionLevel.COUNTY),
      region('220000', null, '吉林', '省', RegionLevel.PROVINCE),
      region('220200', '220000', '吉林', '市', RegionLevel.CITY),
    ],
    belts: [],
    bases: [],
    priceBands: [],
    categories: [
      category(1, null, '珠宝'),
      category(2, 1, '手镯', {
        slug: 'bangles',
        aliases: ['镯子'],
        keywords: ['手镯', '和田玉手镯'],
        audienceNumber: 2,
      }),
      category(3, 1, '项链', { keywords: ['项链', '玉'] }),
      category(4, null, '百货'),
      category(5, 4, '杯子', { keywords: ['保温杯', '手镯杯子架'] }),
      category(6, 4, '手串', { keywords: ['和田手镯'] }),
      category(9, null, '其他', { slug: 'other' }),
      category(10, 9, '未分类', { slug: 'uncategorised' }),
    ],
    audiences: [named(1, 'everyone', '大众'), named(2, 'women', '女性')] as Audience[],
    shippingClasses: [named(1, 'nationwide', '全国包邮'), named(14, 'none', '运费自付')] as ShippingClass[],
  }),
);

export const check = (cells: Record<string, RawValue>) =>
  checkRow(new Columns(SKU_COLUMNS).map({ number: 7, cells: Object.entries(cells) }), reference);
export const good = { title: '天然手镯', price: '19.9', shop: '明月珠宝行' };
export const cleanOf = (cells: Record<string, RawValue>) => {
  const { clean, problems } = check({ ...good, ...cells });
  if (!clean) throw new Error(JSON.stringify(problems));
  return clean;
};
export const codesOf = (cells: Record<string, RawValue>): string[] =>
  check(cells).problems.map(({ code, column }) => (column === null ? code : `${column}: ${code}`));
