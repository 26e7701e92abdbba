import { describe, expect, it } from '@jest/globals';
import { memberText } from '../../../shared/domain/member-text.ts';
import { sameRandom } from '../../support/shape.ts';

describe('the text of a member', () => {
  it.each([
    ['{"message":{"a":1.10},"channel":{}}', '{"a":1.10}'],
    ['{"channel":{"message":1,"x":[{"message":2}]},"message":3}', '3'],
    ['{"message":1,"message":[12345678901234567890]}', '[12345678901234567890]'],
    ['{"mess\\u0061ge":"}"}', '"}"'],
    ['{"message":"\\\\","a":"\\"message\\":4"}', '"\\\\"'],
    ['{"a":"\\\\\\"","message":null}', 'null'],
    ['{"a":"message","b":["message",":"],"message":{}}', '{}'],
    [' { "message" : [ 1 , 2 ] , "a" : 1 } ', ' [ 1 , 2 ] '],
    ['{"a":{"message":1}}', undefined],
    ['["message",1]', undefined],
    ['{}', undefined],
  ])('of %s is %j', (json, text) => {
    expect(memberText(json, 'message')).toBe(text);
    const { message } = JSON.parse(json);
    expect(text === undefined ? undefined : JSON.parse(text)).toEqual(message);
  });

  it('is what JSON.parse has of it, whatever stands around it', () => {
    for (let seed = 0; seed < 500; seed++) {
      const bytes = sameRandom(400, seed);
      let at = 0;
      const any = (below: number) => (bytes[at++ % bytes.length] ?? 0) % below;
      const word = () =>
        ['message', 'a', '"', '\\', '\\"', '}', '{', '[', ',', ':', ' '].slice(any(11)).slice(0, 2).join('');
      const value = (depth: number): unknown => {
        const kind = any(depth > 3 ? 3 : 5);
        if (kind < 2) return [null, true, -1.5, any(9)][any(4)];
        if (kind === 2) return word();
        const values = Array.from({ length: any(4) }, () => value(depth + 1));
        return kind === 3 ? values : Object.fromEntries(values.map((one) => [word(), one]));
      };
      const body = { [word()]: value(0), message: value(0), [word()]: value(0) };
      const json = JSON.stringify(body, null, any(3));
      expect([json, JSON.parse(memberText(json, 'message') ?? '')]).toEqual([json, JSON.parse(json).message]);
    }
  });

  it('is not to be had of what is deeper than people can make it', () => {
    const deep = (depth: number) => `{"message":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(memberText(deep(4_000), 'message')).toHaveLength(8_000);
    expect(() => memberText(deep(5_000), 'message')).toThrow('Too deep');
  });
});
