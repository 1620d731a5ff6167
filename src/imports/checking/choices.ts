import { Provenance, SkuStatus } from '../../skus/sku.enums';
import { fold } from '../../search/text';
import type { Cell } from '../reading/columns';
import type { Findings } from './findings';
import { NearestName, suggested } from './nearest-name';

const normalised = (name: string): string => fold(name).trim();

/** A column that takes one of few values, each under several names; the first name of each is shown to people. */
export class Choices<T> {
  private readonly byName: ReadonlyMap<string, T>;
  private readonly nearest: NearestName;
  private readonly expected: string;

  constructor(choices: readonly { value: T; names: readonly string[] }[]) {
    this.byName = new Map(
      choices.flatMap(({ value, names }) => names.map((name) => [normalised(name), value] as const)),
    );
    this.nearest = new NearestName(
      choices.flatMap(({ names }) => names),
      normalised,
    );
    this.expected = choices.map(({ names }) => names[0]).join(', ');
  }

  check(cell: Cell | undefined, findings: Findings): T | null {
    if (!cell) return null;
    const name = normalised(cell.value);
    const value = this.byName.get(name);
    if (value !== undefined) return value;
    return findings.add('VALUE_UNKNOWN', cell, {
      expected: this.expected,
      ...suggested(this.nearest.find(name)),
    });
  }
}

export const PROVENANCES = new Choices<Provenance>([
  { value: Provenance.ORIGIN, names: ['ORIGIN', '原产地'] },
  { value: Provenance.BELT, names: ['BELT', '产业带'] },
  { value: Provenance.FACTORY_DIRECT, names: ['FACTORY_DIRECT', '工厂直供', '厂家直供'] },
  { value: Provenance.CREATOR_BRAND, names: ['CREATOR_BRAND', '达人品牌'] },
]);

export const STATUSES = new Choices<SkuStatus>([
  { value: SkuStatus.LISTED, names: ['LISTED', '上架', '在售'] },
  { value: SkuStatus.DELISTED, names: ['DELISTED', '下架'] },
  { value: SkuStatus.DRAFT, names: ['DRAFT', '草稿'] },
]);
