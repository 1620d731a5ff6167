/** Digits and letters without I, O, S, V and Z; each stands for its place. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = /^[0-9A-HJ-NP-RTUW-Y]{18}$/;
const MODULUS = CHARACTERS.length;

/** Whether a text is a unified social credit code (统一社会信用代码, GB 32100): its last character checks the others. */
export function isCreditCode(text: string): boolean {
  if (!FORM.test(text)) return false;
  const values = [...text].map((character) => CHARACTERS.indexOf(character));
  const check = values.pop()!;
  // The weights are the powers of three.
  const { sum } = values.reduce(
    (so, value) => ({ sum: so.sum + value * so.weight, weight: (so.weight * 3) % MODULUS }),
    { sum: 0, weight: 1 },
  );
  return (sum + check) % MODULUS === 0;
}
