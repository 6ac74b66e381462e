const unitNanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** What a signed count of 64 bits holds: about 292 years. */
const maximumNanoseconds = 2 ** 63;

/**
 * Nanoseconds of a duration as Go writes them (`1h30m`, `1.5s`, `-2ms`, `0`), rounded down;
 * undefined where the text is none. Beyond 104 days the last digits may be rounded.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
  if (match === null) {
    return undefined;
  }
  let total = 0;
  for (const [, digits, unit] of (match[2] ?? '').matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    total += Math.trunc(
      Number((Number(digits) * (unitNanoseconds[unit ?? ''] ?? 0)).toPrecision(15)),
    );
  }
  if (total >= maximumNanoseconds) {
    return undefined;
  }
  return match[1] === '-' && total !== 0 ? -total : total;
}
