import { HeadwaterError } from '../graphql/errors';
import { MILLION, type Weights } from '../matching/factors';
import { INPUT_NAME, resolveWeights } from '../matching/weights';

/** @throws Error where the text is no whole number within the range, both ends included */
export function numberOption(
  name: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new Error(`--${name}: expected a whole number, ${range}`);
}

/**
 * A share in millionths.
 * @throws Error where the text is no number from 0 to the largest share, both ends included
 */
export function shareOption(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
  if (value <= most) return Math.round(value * MILLION);
  throw new Error(`--${name}: expected a number from 0 to ${most}, with six decimals at most`);
}

/** @throws Error where the text is not what the API takes for weights, as JSON */
export function weightsOption(text: string | undefined): Weights {
  if (text === undefined) return resolveWeights(undefined);
  const names = Object.values(INPUT_NAME);
  const given = objectOf(text);
  const stray = Object.keys(given).find((name) => !(names as string[]).includes(name));
  if (stray !== undefined) throw new Error(`--weights: "${stray}" is none of ${names.join(', ')}`);
  if (Object.values(given).some((value) => typeof value !== 'number')) {
    throw new Error('--weights: expected a number for each');
  }
  try {
    return resolveWeights(given);
  } catch (error) {
    throw error instanceof HeadwaterError
      ? new Error(`--weights: ${error.message}`, { cause: error })
      : error;
  }
}

function objectOf(text: string): Record<string, number> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  } catch {
    // Told as any other text that is no object.
  }
  throw new Error('--weights: expected a JSON object, such as {"priceFit": 0.5}');
}
