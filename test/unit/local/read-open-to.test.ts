import { describe, expect, it } from '@jest/globals';
import { readOpenTo } from '../../../local/stack/read-open-to.ts';
import { UsageError } from '../../../toolchain/command-line.mjs';

const OWN = ['127.0.0.1', '::1', '192.168.1.20', '10.0.0.7', '203.0.113.5', 'fe80::1'];
const complaintAbout = (text: string, own: readonly string[] = OWN): string => {
  try {
    readOpenTo(text, own);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  throw new Error(`${text} was taken`);
};

describe('the address that a stack is opened to', () => {
  it.each(['192.168.1.20', '10.0.0.7'])("may be this machine's %s", (address) => {
    expect(readOpenTo(address, OWN)).toBe(address);
  });

  it.each([
    ['', 'an IPv4 address alone'],
    ['localhost', 'an IPv4 address alone'],
    ['my-laptop.local', 'an IPv4 address alone'],
    ['192.168.1.20:4000', 'an IPv4 address alone'],
    ['http://192.168.1.20', 'an IPv4 address alone'],
    ['192.168.1.20/24', 'an IPv4 address alone'],
    ['192.168.1.020', 'an IPv4 address alone'],
    ['192.168.1', 'an IPv4 address alone'],
    ['fe80::1', 'an IPv4 address alone'],
    ['*', 'an IPv4 address alone'],
    ['0.0.0.0', 'every network this machine is in'],
    ['127.0.0.1', 'loopback interface'],
    ['127.0.0.2', 'loopback interface'],
    ['203.0.113.5', 'no address of a private network'],
    ['192.168.1.21', 'no address of this machine'],
  ])('may not be %j: %s', (text, words) => {
    expect(complaintAbout(text)).toMatch(/^--open-to: /);
    expect(complaintAbout(text)).toContain(words);
  });

  it('is said for who does not know it, and what was typed is not repeated', () => {
    const complaint = complaintAbout('192.168.1.21');
    expect(complaint).toContain('Those it has: 192.168.1.20, 10.0.0.7.');
    expect(complaint).not.toContain('192.168.1.21');
    expect(complaintAbout('192.168.1.21', ['127.0.0.1'])).toContain('It is in no private network.');
  });

  it("is looked for among this machine's own", () => {
    expect(() => readOpenTo('10.255.255.254')).toThrow('no address of this machine');
  });
});
