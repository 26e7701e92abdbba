import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { openHiddenPrompt } from '../../../operations/secrets/hidden-prompt.ts';

const open = () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, output, prompt: openHiddenPrompt(input, output) };
};

describe('the hidden prompt', () => {
  it('takes what is typed, corrected and pasted, and shows none of it', async () => {
    const { input, output, prompt } = open();
    const first = prompt.ask('API key');
    input.write('hunterX\u007f2 \r');
    expect(await first).toBe('hunter2');
    input.write('pasted-1\rpasted-2\r');
    expect([await prompt.ask('one'), await prompt.ask('two')]).toEqual(['pasted-1', 'pasted-2']);
    prompt.close();
    output.end();
    expect(await text(output)).toBe('API key: \none: \ntwo: \n');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('stops at %s', async (_, key) => {
    const { input, prompt } = open();
    const asked = prompt.ask('API key');
    input.write(key);
    await expect(asked).rejects.toThrow('Nothing was written');
  });
});
