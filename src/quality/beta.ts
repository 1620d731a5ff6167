/**
 * The beta distribution, as far as credible intervals and likelihoods need it. References are to the NIST Digital Library
 * of Mathematical Functions, https://dlmf.nist.gov.
 */

/** From here on four terms of Stirling's series leave an error below 1e-12. */
const STIRLING_FROM = 10;
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), smaller arguments raised by Γ(x + 1) = x Γ(x) (5.5.1). */
export function logGamma(x: number): number {
  let raised = x;
  let product = 1;
  while (raised < STIRLING_FROM) product *= raised++;
  const inverse = 1 / raised;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (raised - 0.5) * Math.log(raised) - raised + HALF_LOG_TAU + series - Math.log(product);
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** What a continued fraction is done at; its convergents then differ by rounding alone. */
const PRECISION = 1e-15;
/** Stands for 0 in a denominator (Lentz's method, as modified by Thompson and Barnett, 1986). */
const TINY = 1e-300;

/** 1 + d1 / (1 + d2 / (1 + …)) of DLMF 8.17.22; converges fast for x < (a + 1) / (a + b + 2). */
function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 0;
  let value = 1;
  // It takes about the square root of the larger parameter.
  const most = 200 + 10 * Math.sqrt(Math.max(a, b));
  for (let k = 1; k < most; k++) {
    const m = k >> 1;
    const d =
      k % 2 === 0
        ? (m * (b - m) * x) / ((a + k - 1) * (a + k))
        : (-(a + m) * (a + b + m) * x) / ((a + k - 1) * (a + k));
    denominator = 1 / (1 + d * denominator || TINY);
    numerator = 1 + d / numerator || TINY;
    value *= numerator * denominator;
    if (Math.abs(numerator * denominator - 1) < PRECISION) break;
  }
  return value;
}

/** The density times x (1 - x). */
const weightAt = (x: number, a: number, b: number): number =>
  Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));

/** The regularised incomplete beta function I_x(a, b): the share of Beta(a, b) that lies below x; a, b > 0. */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const isLow = x < (a + 1) / (a + b + 2);
  const tail = isLow
    ? weightAt(x, a, b) / (a * continuedFraction(x, a, b))
    : weightAt(x, a, b) / (b * continuedFraction(1 - x, b, a));
  return isLow ? tail : 1 - tail;
}

/** Newton's method takes five to ten steps, halving an interval fifty. */
const MOST_STEPS = 200;
const CLOSE = 1e-12;

/** The x below which the given share of Beta(a, b) lies: Newton's method, kept within the interval that is left. */
export function betaQuantile(share: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < MOST_STEPS; step++) {
    const error = betaBelow(x, a, b) - share;
    if (error > 0) high = x;
    else low = x;
    const newton = x - (error * x * (1 - x)) / weightAt(x, a, b);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= CLOSE * next) return next;
    x = next;
  }
  return x;
}
