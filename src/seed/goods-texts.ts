import type { Random } from './random';
import type { Supplier } from './suppliers';
import type { Title } from './titles';

/** One or two sentences that say what the title says. */
export function descriptionOf({ words }: Title, { plan }: Supplier, random: Random): string {
  const first = random.pick([
    `${words.material}${words.noun}，${words.feature}，适合${words.scene}。`,
    `${words.style}${words.noun}，${words.feature}，${words.audience}${words.scene}都合适。`,
    `${plan.place}产${words.noun}，${words.material}，${words.feature}。`,
  ]);
  const second = random.pick([
    '',
    `${plan.belt.name}产业带发货。`,
    '下单后48小时内发出。',
    '支持七天无理由退换。',
    `${words.closer}，可看样。`,
  ]);
  return first + second;
}

/** JSON of 材质, 颜色, 规格, 产地 and the like, where there is something to say. */
export function attributesOf({ words }: Title, { plan }: Supplier, random: Random): string {
  const attributes: Record<string, string> = {};
  if (random.chance(0.9)) attributes['材质'] = words.material;
  if (words.colour) attributes['颜色'] = words.colour;
  if (words.size) attributes['规格'] = words.size;
  if (random.chance(0.7)) attributes['风格'] = words.style;
  attributes['产地'] = plan.place;
  return JSON.stringify(attributes);
}

/** An array literal of up to three addresses; of one good in three there is no picture yet. */
export function imageUrlsOf({ plan }: Supplier, code: string, random: Random): string {
  const urls = Array.from(
    { length: random.chance(0.33) ? 0 : 1 + random.below(3) },
    (_, i) => `https://img.example.com/${plan.belt.slug}/${code}-${i + 1}.jpg`,
  );
  return `{${urls.join(',')}}`;
}
