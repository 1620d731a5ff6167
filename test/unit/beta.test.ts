import { betaBelow, betaQuantile, logGamma } from '../../src/quality/beta';

describe('ln Γ', () => {
  it('is that of factorials, and of halves of odd numbers', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10);
      factorial *= n;
    }
    // Γ(1/2) = √π, Γ(5/2) = 3√π/4 (DLMF 5.4.6); Γ(1/4) = 3.62560990822 (OEIS A068466).
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 11);
    expect(logGamma(2.5)).toBeCloseTo(Math.log((3 * Math.sqrt(Math.PI)) / 4), 11);
    expect(Math.exp(logGamma(0.25))).toBeCloseTo(3.625_609_908_22, 10);
  });
});

describe('the beta distribution', () => {
  // Upper 5 % points of F, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.3; Beta(d1/2, d2/2) is that of
  // d1 F / (d1 F + d2).
  it.each([
    [1, 1, 161.448],
    [1, 10, 4.965],
    [2, 3, 9.552],
    [4, 7, 4.12],
    [5, 5, 5.05],
    [5, 10, 3.326],
    [10, 10, 2.978],
    [10, 20, 2.348],
    [10, 100, 1.927],
    [20, 20, 2.124],
  ])('has the quantiles of the tables of F with %i and %i degrees of freedom', (d1, d2, f) => {
    const x = betaQuantile(0.95, d1 / 2, d2 / 2);
    expect((d2 * x) / (d1 * (1 - x))).toBeCloseTo(f, f > 100 ? 2 : 3);
  });

  it('has its closed forms', () => {
    for (const p of [0.001, 0.05, 0.5, 0.95, 0.999]) {
      for (const a of [0.05, 0.5, 1, 7, 400]) {
        expect(betaQuantile(p, a, 1)).toBeCloseTo(p ** (1 / a), 10);
        expect(betaQuantile(p, 1, a)).toBeCloseTo(1 - (1 - p) ** (1 / a), 10);
      }
      // The arcsine distribution.
      expect(betaQuantile(p, 0.5, 0.5)).toBeCloseTo(Math.sin((Math.PI * p) / 2) ** 2, 10);
    }
  });

  it('is the tail of a binomial distribution, summed by hand', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    for (const [n, k, p] of [
      [10, 3, 0.2],
      [25, 24, 0.9],
      [60, 2, 0.02],
    ] as const) {
      let tail = 0;
      for (let j = k; j <= n; j++) tail += choose(n, j) * p ** j * (1 - p) ** (n - j);
      expect(betaBelow(p, k, n - k + 1)).toBeCloseTo(tail, 11);
    }
  });

  it('has quantiles that hold what they say, however large or small its parameters', () => {
    const sizes = [0.001, 0.3, 1, 20, 3_000, 5_000_000];
    for (const a of sizes) {
      for (const b of sizes) {
        let before = 0;
        for (const share of [0.05, 0.5, 0.95]) {
          const x = betaQuantile(share, a, b);
          expect(x).toBeGreaterThanOrEqual(before);
          before = x;
          // Where next to all of it lies at an end, no number in between can say how much lies below.
          const isInside = x > 1e-9 && x < 1 - 1e-9;
          expect(isInside ? betaBelow(x, a, b) : share).toBeCloseTo(share, 6);
        }
      }
    }
  });
});
