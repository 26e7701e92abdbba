import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildWeb } from '../../local/web/build-web.ts';
import { BUDGET_KB, type ChunkSize, measureWeb } from '../../local/web/measure-web.ts';

const BUILD_MS = 60_000;
/** The sign-in screen needs React and the OpenID Connect client; the SDKs come later. */
const SIGN_IN_KB = 200;

const sum = (sizes: { kilobytes: number }[]) => sizes.reduce((total, { kilobytes }) => total + kilobytes, 0);

describe('the JavaScript of the web app, compressed', () => {
  it(
    'stays within its budget up to the chat, with both SDKs',
    async () => {
      const chunks = measureWeb((await buildWeb()).webDir).filter(({ neededFor }) => neededFor !== 'click');
      expect(sum(chunks)).toBeLessThan(BUDGET_KB);
      expect(sum(chunks)).toBeGreaterThan(400); // both SDKs are really among them
    },
    BUILD_MS,
  );

  it(
    'does not make somebody who signs in wait for the chat or the SDKs',
    async () => {
      const { webDir } = await buildWeb();
      const chunks = measureWeb(webDir);
      const [first, later] = [true, false].map((isFirst) =>
        chunks.filter(({ neededFor }) => (neededFor === 'sign-in') === isFirst),
      ) as [ChunkSize[], ChunkSize[]];
      const code = (some: ChunkSize[]) =>
        some.map(({ file }) => readFileSync(join(webDir, file), 'utf8')).join('\n');
      expect(sum(first)).toBeLessThan(SIGN_IN_KB);
      for (const ofLater of ['str-chat__message', 'create_challenge']) {
        expect(code(first)).not.toContain(ofLater);
        expect(code(later)).toContain(ofLater);
      }
    },
    BUILD_MS,
  );
});
