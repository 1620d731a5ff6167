import type { Random } from './random';
import type { TitleData } from './title-data';

const SLOTS = [
  'opener',
  'style',
  'feature',
  'material',
  'noun',
  'audience',
  'scene',
  'colour',
  'size',
  'closer',
] as const;
export type Slot = (typeof SLOTS)[number];

/** Goods of which the seller tells the model, "A128款", to find them again in a live room. */
const NUMBERED = 0.35;
const MODEL_LETTERS = [...'ABCDEFGHKLMT'];

/** What may stand in each place of a title; an empty list where a kind of goods has nothing of the sort. */
export type Words = Record<Slot, readonly string[]> & { templates: readonly (readonly Slot[])[] };

/** A title and the words it was made of, the unused ones too, so that attributes and description agree with it. */
export type Title = { text: string; words: Record<Slot, string> };

/** The words of a leaf category: its own, its parent's, those of all goods. */
export function wordsOf(
  data: TitleData,
  leaf: { slug: string; keywords: string[] },
  middle: string,
  top: string,
): Words {
  const shared = data.middles[middle];
  if (!shared) throw new Error(`data/demo/titles.json: no words for "${middle}"`);
  const own = { ...shared, ...data.leaves[leaf.slug] };
  return {
    templates: data.templates.map(slotsOf),
    opener: data.openersByTop[top] ?? data.openers,
    style: own.styles,
    feature: own.features,
    material: own.materials,
    noun: leaf.keywords,
    audience: own.audiences,
    scene: own.scenes,
    colour: own.coloured ? data.colours : [],
    size: data.sizes[own.sizes] ?? [],
    closer: data.closers,
  };
}

const slotsOf = (template: string): Slot[] =>
  (template.match(/\w+/g) ?? []).flatMap((name) => SLOTS.filter((slot) => slot === name));

/** A title of one of the templates, without saying a word twice. */
export function composeTitle(words: Words, random: Random): Title {
  const one = (slot: Slot): string => (words[slot].length > 0 ? random.pick(words[slot]) : '');
  const chosen: Title['words'] = {
    opener: one('opener'),
    style: one('style'),
    feature: one('feature'),
    material: one('material'),
    noun: one('noun'),
    audience: one('audience'),
    scene: one('scene'),
    colour: one('colour'),
    size: one('size'),
    closer: one('closer'),
  };
  let text = '';
  for (const slot of random.pick(words.templates)) {
    const word = chosen[slot];
    const repeats = slot !== 'noun' && (text.includes(word) || chosen.noun.includes(word));
    if (!repeats) text += word;
  }
  if (random.chance(NUMBERED)) text += `${random.pick(MODEL_LETTERS)}${100 + random.below(900)}款`;
  return { text, words: chosen };
}
