import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildWeb } from '../../local/web/build-web.ts';
import { BUDGETS_KB, type ChunkSize, loadsOf, measureWeb } from '../../local/web/measure-web.ts';

const BUILD_MS = 60_000;
const built = async () => {
  const { webDir } = await buildWeb();
  return { webDir, chunks: measureWeb(webDir) };
};
const codeOf = (webDir: string, chunks: readonly ChunkSize[]) =>
  chunks.map(({ file }) => readFileSync(join(webDir, file), 'utf8')).join('\n');

describe('the JavaScript of the web app, compressed', () => {
  it(
    'stays within its budgets up to the sign-in screen and up to the chat, with both SDKs',
    async () => {
      const { chunks } = await built();
      const loads = loadsOf(chunks);
      expect(loads.map(({ until }) => until)).toEqual(['sign-in', 'chat']);
      expect(loads.filter(({ isOver }) => isOver)).toEqual([]);
      const [signIn = 0, chat = 0] = loads.map(({ kilobytes }) => kilobytes);
      expect(signIn).toBeGreaterThan(60); // React is really among it
      expect(chat).toBeGreaterThan(signIn + 400); // and both SDKs
    },
    BUILD_MS,
  );

  it('is said to be over when it is', () => {
    const chunk = (kilobytes: number, neededFor: ChunkSize['neededFor']) => ({
      file: '',
      kilobytes,
      neededFor,
    });
    const over = (...chunks: ChunkSize[]) => loadsOf(chunks).map(({ isOver }) => isOver);
    const { 'sign-in': signIn, chat } = BUDGETS_KB;
    expect(over(chunk(signIn, 'sign-in'), chunk(chat - signIn, 'chat'), chunk(chat, 'click'))).toEqual([
      false,
      false,
    ]);
    expect(over(chunk(signIn + 0.1, 'sign-in'))).toEqual([true, false]);
    expect(over(chunk(signIn, 'sign-in'), chunk(chat - signIn + 0.1, 'chat'))).toEqual([false, true]);
  });

  it(
    'does not make somebody who signs in wait for the chat, the SDKs or what signs in',
    async () => {
      const { webDir, chunks } = await built();
      const [first, later] = [true, false].map((isFirst) =>
        codeOf(
          webDir,
          chunks.filter(({ neededFor }) => (neededFor === 'sign-in') === isFirst),
        ),
      );
      for (const ofLater of ['str-chat__message', 'create_challenge', 'code_challenge_method']) {
        expect(first).not.toContain(ofLater);
        expect(later).toContain(ofLater);
      }
    },
    BUILD_MS,
  );

  it(
    'comes without Markdown, which is fetched with an opened conversation',
    async () => {
      const { webDir, chunks } = await built();
      const until = (isFirst: boolean) =>
        codeOf(
          webDir,
          chunks.filter(({ neededFor }) => (neededFor !== 'click') === isFirst),
        );
      expect(until(true)).not.toContain('thematicBreak');
      expect(until(false)).toContain('thematicBreak');
    },
    BUILD_MS,
  );

  it(
    'has no other language in it than English: each comes when it is chosen',
    async () => {
      const { webDir, chunks } = await built();
      const german = readdirSync(join(webDir, 'assets')).find((file) => file.includes('vendor-language_de'));
      const ofGerman = readFileSync(join(webDir, 'assets', String(german)), 'utf8');
      const firstLoad = codeOf(webDir, chunks);
      for (const words of ['Nachricht bearbeiten', 'Januar_Februar', 'gestern um']) {
        expect(ofGerman).toContain(words);
        expect(firstLoad).not.toContain(words);
      }
    },
    BUILD_MS,
  );
});
