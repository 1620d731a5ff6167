import { type Region, RegionLevel } from '../../geography/region.entity';
import { fold } from '../../search/text';
import { remembered } from '../remembered';
import { NearestName } from './nearest-name';

const normalised = (text: string): string => fold(text).replaceAll(/[\s,，、/·>-]/gu, '');

/** Finds the region that "浙江 金华", "浙江省义乌市", "义乌" or "330782" means. */
export class RegionFinder {
  private readonly byCode: ReadonlyMap<string, Region>;
  private readonly childrenOf = new Map<string | null, Region[]>();
  /** Made when first needed: most files know their regions. */
  private nearest: NearestName | undefined;

  constructor(regions: ReadonlyMap<string, Region>) {
    this.byCode = regions;
    for (const region of regions.values()) {
      const siblings = this.childrenOf.get(region.parentCode);
      if (siblings) siblings.push(region);
      else this.childrenOf.set(region.parentCode, [region]);
    }
  }

  /** The code of the smallest region that is recognised; null where none is. */
  readonly find = remembered((text) => this.search(normalised(text)));

  /** The region that an unknown text was most likely meant to be, as people write it. */
  readonly suggest = remembered((text) => {
    this.nearest ??= new NearestName(
      [...this.byCode.values()].flatMap((region) => this.spellingsOf(region)),
      normalised,
    );
    return this.nearest.find(normalised(text));
  });

  /** 义乌市, 义乌, 浙江义乌, 金华义乌, 浙江金华义乌. */
  private spellingsOf(region: Region): string[] {
    const spellings = [region.name, region.shortName];
    let above = this.parentOf(region);
    for (let path = region.shortName; above; above = this.parentOf(above)) {
      path = `${above.shortName}${path}`;
      spellings.push(path, `${above.shortName}${region.shortName}`);
    }
    return spellings;
  }

  private parentOf({ parentCode }: Region): Region | undefined {
    return parentCode === null ? undefined : this.byCode.get(parentCode);
  }

  private search(text: string): string | null {
    if (this.byCode.has(text)) return text;
    return (
      this.descend(text, null) ?? this.only(text, RegionLevel.CITY) ?? this.only(text, RegionLevel.COUNTY)
    );
  }

  /** Province, city, county, each where the text goes on with its name. */
  private descend(text: string, parent: string | null): string | null {
    const next = bestPrefix(text, this.children(parent)) ?? bestPrefix(text, this.grandchildren(parent));
    if (!next) return parent;
    return next.rest === '' ? next.region.code : this.descend(next.rest, next.region.code);
  }

  /** A city or county named without its province, where there is one only of that name. */
  private only(text: string, level: RegionLevel): string | null {
    const regions = [...this.byCode.values()].filter(
      (region) =>
        region.level === level && (normalised(region.name) === text || normalised(region.shortName) === text),
    );
    return regions.length === 1 ? regions[0]!.code : null;
  }

  private children(code: string | null): readonly Region[] {
    return this.childrenOf.get(code) ?? [];
  }

  /** Districts of a municipality stand below a "市辖区" that nobody writes. */
  private grandchildren(code: string | null): readonly Region[] {
    return code === null ? [] : this.children(code).flatMap((child) => this.children(child.code));
  }
}

function bestPrefix(text: string, regions: readonly Region[]): { region: Region; rest: string } | undefined {
  let best: { region: Region; length: number } | undefined;
  for (const region of regions) {
    for (const name of [normalised(region.name), normalised(region.shortName)]) {
      if (name !== '' && name.length > (best?.length ?? 0) && text.startsWith(name)) {
        best = { region, length: name.length };
      }
    }
  }
  return best && { region: best.region, rest: text.slice(best.length) };
}
