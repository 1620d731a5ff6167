import { fold } from '../../search/text';

/** Between two clauses: what stands on both sides was not said in one breath. */
const CLAUSE_END = /[,;:!?、。\r\n]/;
const SAID = /[\p{L}\p{N}]/u;
/** Also stands between words, so it parts a word only where it parts all characters of it: 国 家 级, not 第一 品牌. */
const BETWEEN_WORDS = /[\s()[\]{}<>《》「」『』【】"'“”|/]/u;
const ALPHANUMERIC = /[a-z0-9]/;

const TRADITIONAL = '國級極頂銷額無絕與獨優強進價選領導質權業專時網馳標檢貨產軍隊黨關機務員賣熱暢歡舉雙華';
const SIMPLIFIED = '国级极顶销额无绝与独优强进价选领导质权业专时网驰标检货产军队党关机务员卖热畅欢举双华';

/** A third of all units, which say themselves. */
const [FIRST_IDEOGRAPH, LAST_IDEOGRAPH] = [0x4e00, 0x9fff];

/**
 * What each UTF-16 unit says: itself, or its plain form (small, of ordinary width, simplified); 0 where it says nothing,
 * as spaces, symbols and what cannot be seen. A table, because folding a text costs fifty times as much.
 */
const SAYS = Uint16Array.from({ length: 65_536 }, (_, unit) => {
  if (unit >= FIRST_IDEOGRAPH && unit <= LAST_IDEOGRAPH) return unit;
  const folded = fold(String.fromCharCode(unit));
  const said = SAID.test(folded) || CLAUSE_END.test(folded);
  return said && folded.length === 1 ? folded.charCodeAt(0) : 0;
});
for (let i = 0; i < TRADITIONAL.length; i++) SAYS[TRADITIONAL.charCodeAt(i)] = SIMPLIFIED.charCodeAt(i);

/** Whether any two neighbours of what the text says are such a pair. */
export function saysPair(text: string, isPair: (first: number, second: number) => boolean): boolean {
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = SAYS[text.charCodeAt(at)]!;
    if (unit === 0) continue;
    if (isPair(last, unit)) return true;
    last = unit;
  }
  return false;
}

/** A text by what it says, however it is spelled: 最·佳, 国 家 级 and 國家級 say what 最佳 and 国家级 say. */
export class SpelledText {
  /** Letters, digits and the ends of clauses. */
  readonly said: string;
  /** Where each unit of what is said stands in the text. */
  private readonly places: readonly number[];

  constructor(private readonly text: string) {
    const units: number[] = [];
    const places: number[] = [];
    for (let at = 0; at < text.length; at++) {
      const unit = SAYS[text.charCodeAt(at)]!;
      if (unit === 0) continue;
      units.push(unit);
      places.push(at);
    }
    this.places = places;
    this.said = units.map((unit) => String.fromCharCode(unit)).join('');
  }

  /** Whether characters of it are one word: not parts of neighbouring words, nor of a longer word or number. */
  isOneWord(at: number, length: number): boolean {
    const gaps = Array.from({ length: length - 1 }, (_, i) => this.gapBefore(at + 1 + i));
    const isPulledApart = gaps.every((gap) => gap !== '');
    const isWhole = isPulledApart || this.isLatin(at) || !gaps.some((gap) => BETWEEN_WORDS.test(gap));
    return isWhole && !this.goesOn(at) && !this.goesOn(at + length);
  }

  /** Whether characters of it are part of a title in 《》, and not all of it. */
  isInTitle(at: number, length: number): boolean {
    const [first, last] = [this.places[at]!, this.places[at + length - 1]!];
    const open = this.text.lastIndexOf('《', first);
    const close = this.text.indexOf('》', last);
    const isInside = open > this.text.lastIndexOf('》', first) && close >= 0;
    return isInside && (this.places[at - 1]! > open || this.places[at + length]! < close);
  }

  private gapBefore(at: number): string {
    return this.text.slice((this.places[at - 1] ?? -1) + 1, this.places[at]);
  }

  private isLatin(at: number): boolean {
    return ALPHANUMERIC.test(this.said.charAt(at));
  }

  /** Whether a Latin word or a number goes on here. */
  private goesOn(at: number): boolean {
    return this.isLatin(at - 1) && this.isLatin(at) && this.gapBefore(at) === '';
  }
}
