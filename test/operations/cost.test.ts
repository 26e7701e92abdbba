import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runOperation } from '../support/operations.ts';

const run = (...args: string[]) => runOperation('cost', args);
const guide = readFileSync('docs/cost.md', 'utf8');

/** Each command of the guide, with what it says the command prints. */
const examples = [...guide.matchAll(/```sh\nnpm run cost -- (.+)\n```\n+```text\n([\s\S]+?)\n```/g)];

describe('npm run cost', () => {
  it.each(examples.map(([, args, output]) => [args ?? '', output ?? '']))(
    'prints for %s what docs/cost.md shows',
    async (args, output) => {
      expect(await run(...args.split(' '))).toEqual({ code: 0, out: `${output}\n`, err: '' });
    },
  );

  it('has an example in docs/cost.md', () => expect(examples).not.toEqual([]));

  it('tells a program the same, unrounded', async () => {
    const { out } = await run('--users', '100', '--messages', '5000', '--code-price', '0.05', '--json');
    const cost = JSON.parse(out);
    expect(cost).toMatchObject({ users: 100, messages: 5000, members: 5, prices: { region: 'us-east-1' } });
    expect(cost.perThousandMessagesUsd).toBeCloseTo(cost.monthlyUsd / 5);
    expect(cost.lines).toContainEqual(
      expect.objectContaining({ item: 'Codes sent by Seald', quantity: 30, monthlyUsd: 1.5 }),
    );
  });

  it('refuses messages that nobody sends', async () => {
    expect(await run('--users', '0', '--messages', '1')).toMatchObject({ code: 1 });
  });
});
