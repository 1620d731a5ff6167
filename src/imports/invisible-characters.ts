/**
 * Characters that nobody sees and that change what others see, as the inside of a regular expression: controls, marks
 * and overrides of direction (which show a text in another order than it is stored in), zero-width characters (which
 * make two texts that look the same differ), private use and non-characters (which every machine shows otherwise).
 * The joiner within an emoji (👩‍🌾) is none of them.
 */
const JOINER = '(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D';

const ALWAYS =
  '\\u00AD\\u061C\\u115F\\u1160\\u180E\\u200B\\u200C\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFEFF\\uFFA0\\uFFF9-\\uFFFB' +
  '\\p{Co}\\p{Noncharacter_Code_Point}';

export const INVISIBLE = `[\\p{Cc}\\p{Zl}\\p{Zp}${ALWAYS}]|${JOINER}`;

/** Line ends and tabs are what a longer text may have. */
export const INVISIBLE_IN_TEXT = `[^\\P{Cc}\\n\\r\\t]|[${ALWAYS}]|${JOINER}`;
