import type { DataSource, QueryRunner } from 'typeorm';
import { AGE_BANDS, GENDERS, numbersOf, readReferenceData, type ReferenceData } from './reference-data';
import { stableUuid } from './stable-uuid';
import { upsertRows, type TableRows } from './upsert';

/** Brings the reference tables to what data/reference says, in one transaction; returns how many rows it wrote. */
export const loadReference = (dataSource: DataSource): Promise<number> =>
  dataSource.transaction(({ queryRunner }) => upsertReference(queryRunner!, readReferenceData()));

/** The same within a transaction of the caller's. Rows that the files no longer name stay: goods may refer to them. */
export async function upsertReference(runner: QueryRunner, data: ReferenceData): Promise<number> {
  let written = 0;
  for (const source of tablesOf(data)) written += await upsertRows(runner, source);
  return written;
}

const NAMED = { slug: 'text', name: 'text', nameEn: 'text' };

/** In the order of their foreign keys. Ids are made from slugs, so that a belt has the same id everywhere. */
function tablesOf(data: ReferenceData): TableRows[] {
  const categoryNumber = numbersOf(data.categories);
  const audienceNumber = numbersOf(data.audiences);
  return [
    {
      table: 'region',
      key: 'code',
      types: { code: 'text', name: 'text', shortName: 'text', level: 'region_level', parentCode: 'text' },
      rows: data.regions.map((region) => ({ ...region, parentCode: region.parent })),
    },
    {
      table: 'belt',
      key: 'slug',
      types: { id: 'uuid', number: 'smallint', ...NAMED, kind: 'belt_kind', regionCode: 'text' },
      rows: data.belts.map((belt) => ({ ...belt, id: stableUuid('belt', belt.slug) })),
    },
    {
      table: 'base',
      key: 'slug',
      types: { id: 'uuid', beltNumber: 'smallint', ...NAMED, regionCode: 'text' },
      rows: data.belts.flatMap((belt) =>
        belt.bases.map((base) => ({ ...base, id: stableUuid('base', base.slug), beltNumber: belt.number })),
      ),
    },
    {
      table: 'audience',
      key: 'number',
      types: { number: 'smallint', ...NAMED, genderShares: 'integer[]', ageShares: 'integer[]' },
      rows: data.audiences.map((audience) => ({
        ...audience,
        genderShares: GENDERS.map((gender) => audience.genders[gender]),
        ageShares: AGE_BANDS.map((age) => audience.ages[age]),
      })),
    },
    {
      table: 'shipping_class',
      key: 'number',
      types: { number: 'smallint', ...NAMED, freeProvinces: 'text[]', dispatchHours: 'smallint' },
      rows: data.shippingClasses,
    },
    {
      table: 'category',
      key: 'slug',
      types: {
        id: 'uuid',
        number: 'smallint',
        ...NAMED,
        parentNumber: 'smallint',
        audienceNumber: 'smallint',
        aliases: 'text[]',
        keywords: 'text[]',
      },
      rows: data.categories.map((category) => ({
        ...category,
        id: stableUuid('category', category.slug),
        parentNumber: category.parent && categoryNumber(category.parent),
        audienceNumber: category.audience && audienceNumber(category.audience),
      })),
    },
    {
      table: 'price_band',
      key: 'number',
      types: { number: 'smallint', code: 'text', minFen: 'integer', maxFen: 'integer' },
      rows: data.priceBands,
    },
  ];
}
