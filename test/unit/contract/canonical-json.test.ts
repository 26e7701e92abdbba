import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, parseCanonicalJson } from '../../../shared/contract/canonical-json.ts';

/** What JSON can hold; `-0` is written as `0`. */
const values = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, shuffled(member)] as const);
  return Object.fromEntries(members.reverse());
};

describe('canonical JSON', () => {
  it('is written as RFC 8785 says', () => {
    // Its section 3.2.3: keys in the order of their UTF-16 code units.
    const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(keys)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1F600}":5,"\ufb33":3}',
    );
    // Its section 3.2.2.
    const numbers = [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27];
    expect(canonicalJson({ numbers, literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    );
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  it('sorts the keys at each level, and leaves lists in their order', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 0], a: { z: {}, y: [] } })).toBe(
      '{"a":{"y":[],"z":{}},"b":[{"c":2,"d":1},0]}',
    );
  });

  it('leaves out what is not there, and keeps what is null', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('escapes half a surrogate pair, so that its UTF-8 says the same', () => {
    const text = canonicalJson({ '\udc00': 'a\ud800b' });
    expect(text).toBe('{"\\udc00":"a\\ud800b"}');
    expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(text);
    expect(parseCanonicalJson(text)).toEqual({ '\udc00': 'a\ud800b' });
  });

  it('is one text for one value, in whatever order its keys were put in', () =>
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    ));

  it('is read back to the same value', () =>
    fc.assert(
      fc.property(values, (value) => {
        expect(parseCanonicalJson(canonicalJson(value))).toEqual(value);
      }),
    ));

  it('is another text for every other value', () => {
    const small = fc.jsonValue({ maxDepth: 2, depthSize: 'xsmall' });
    return fc.assert(
      fc.property(small, small, (one, other) => {
        const [written, another] = [one, other].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(canonicalJson(written) === canonicalJson(another)).toBe(isDeepStrictEqual(written, another));
      }),
      { numRuns: 500 },
    );
  });
});

const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

describe('reading it', () => {
  it.each([
    ['white space', '{"a": 1}'],
    ['white space before', ' {"a":1}'],
    ['white space behind', '{"a":1}\n'],
    ['another order', '{"b":1,"a":2}'],
    ['another order below', '{"a":{"c":1,"b":2}}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, with two values', '{"a":1,"a":2}'],
    ['an escape that is not needed', '{"\\u0061":1}'],
    ['an escaped slash', '"\\/"'],
    ['a line feed by its number', '"\\u000a"'],
    ['an upper-case escape', '"\\uD800"'],
    ['a number with a fraction of nothing', '1.0'],
    ['a number with an exponent', '1e1'],
    ['less than nothing', '-0'],
    ['a number too large to be one', '1e400'],
    ['a number of more digits than are kept', '0.10000000000000000001'],
    ['a byte-order mark', '\ufeff{}'],
    ['no JSON', '{a:1}'],
    ['nothing', ''],
    ['two values', '{}{}'],
    ['half a surrogate pair, not escaped', '"\ud800"'],
    ['lists in lists, nine deep', nested('[', ']', 9)],
    ['objects in objects, nine deep', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`],
    ['as deep as no stack goes', nested('[', ']', 100_000)],
  ])('refuses %s', (_, text) => {
    expect(parseCanonicalJson(text)).toBeUndefined();
  });

  it('takes what is eight deep', () => {
    const text = `{"a":${nested('[', ']', 7)}}`;
    expect(canonicalJson(parseCanonicalJson(text))).toBe(text);
  });

  it.each(['{"__proto__":{"a":1}}', '{"constructor":1,"toString":2}'])(
    'takes keys that objects have anyway for what they say: %s',
    (text) => {
      const read = parseCanonicalJson(text) as object;
      expect(canonicalJson(read)).toBe(text);
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    },
  );

  it('refuses every other spelling of the same value', () =>
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const spelling = JSON.stringify(shuffled(value), null, indent);
        expect(parseCanonicalJson(spelling) !== undefined).toBe(spelling === canonicalJson(value));
      }),
    ));
});
