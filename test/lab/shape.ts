import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import { fewestKinds, kindsIn } from '../../shared/contract/looks-random.ts';
import { COSTUMES, filledWith, WIDE_COSTUMES } from '../support/shape.ts';
import { below, chanceOfRefusal } from './shape-bounds.ts';
import { bySdk, sealed } from './shape-ciphertexts.ts';

/*
 * `npm run lab:shape`: how often the shape test refuses ciphertext, calculated and seen, and what words it refuses. `--count` says how many
 * ciphertexts (10 million unless told: ten minutes), `--sdk` how many of them by the real SDK.
 */

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000000' }, sdk: { type: 'string', default: '3000' } },
});
const LONGEST = 14_928;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const scientific = (chance: number): string => chance.toExponential(1);

const sayCalculated = (): void => {
  const sizes = Array.from({ length: (LONGEST - 64) / 16 + 1 }, (_, index) => 64 + 16 * index);
  const chances = sizes.map((size) => ({ size, chance: chanceOfRefusal(size) }));
  const worst = chances.reduce((most, one) => (one.chance > most.chance ? one : most));
  say('False refusals of one message, at most, calculated');
  for (const { size, chance } of chances.filter(({ size }) => [64, 128, 256, 512, 1024, 4096].includes(size)))
    say(`  ${String(size).padStart(6)} bytes  ${scientific(chance)}`);
  say(
    `  ${String(worst.size).padStart(6)} bytes  ${scientific(worst.chance)}  the worst of all ${sizes.length} sizes there are`,
  );
};

/** As people write: an envelope of some 200 bytes and a line; one of a hundred as long as it may be. */
const plainSize = (): number => {
  const chance = Math.random();
  if (chance < 0.01) return Math.floor(Math.random() * (LONGEST - 64));
  return chance < 0.2 ? Math.floor(Math.random() * 16) : Math.floor(200 - 80 * Math.log(1 - Math.random()));
};

/** So often that it can be seen, a look finds too few different values. */
const SEEN = 1e-4;
const looks = { seen: 0, expected: 0 };
const chances = new Map<number, { fewest: number; chance: number }>();

const lookAt = (bytes: Buffer): void => {
  const count = Math.min(bytes.length, 256);
  const { fewest, chance } = chances.get(count) ?? {
    fewest: fewestKinds(count, 256, SEEN),
    chance: below(count, 256, SEEN),
  };
  chances.set(count, { fewest, chance });
  looks.expected += chance;
  if (kindsIn(bytes.subarray(0, count)) < fewest) looks.seen++;
};

const saySeen = (count: number): void => {
  const key = randomBytes(32);
  const hmacKey = randomBytes(32);
  const words = Buffer.alloc(LONGEST, 'meet me behind the station at eight ');
  const session = randomUUID();
  let refused = 0;
  let bytes = 0;
  let took = 0;
  for (let done = 0; done < count; done++) {
    const data = sealed(words.subarray(0, plainSize()), key, hmacKey);
    const text = `{"sessionId":"${session}","data":"${data.toString('base64')}"}`;
    const start = performance.now();
    if (!parseEncryptedText(text)) refused++;
    took += performance.now() - start;
    lookAt(data);
    bytes += data.length;
  }
  say(
    `Seen: ${refused} of ${count.toLocaleString('en')} ciphertexts refused (${Math.round(bytes / count)} bytes on average, ${((took / count) * 1000).toFixed(1)} µs each)`,
  );
  say(
    `  too few different bytes for one in ${1 / SEEN}, as the calculation has it: ${looks.seen} seen, ${looks.expected.toFixed(0)} calculated`,
  );
};

const saySdk = async (count: number): Promise<void> => {
  const words = Array.from({ length: count }, () =>
    'meet me at eight '.repeat(600).slice(0, 1 + (plainSize() % 9000)),
  );
  const texts = await bySdk(words);
  const sizeOf = (text: string) => Buffer.from(JSON.parse(text).data, 'base64').length;
  const alike = texts.filter(
    ({ text, words: said }) =>
      sizeOf(text) === sealed(Buffer.from(said), Buffer.alloc(32), Buffer.alloc(32)).length,
  );
  const refused = texts.filter(({ text }) => !parseEncryptedText(text));
  say(
    `By the real SDK: ${refused.length} of ${count} refused; ${alike.length} have as many bytes as ours of the same words`,
  );
};

const sayWords = (): void => {
  const sizes = [64, 80, 96, 128, 256, 1024, 14_928];
  const takes = (words: Buffer, size: number) =>
    parseEncryptedText(
      JSON.stringify({ sessionId: randomUUID(), data: filledWith(words, size).toString('base64') }),
    ) !== null;
  say('Words in the place of ciphertext, and the sizes in bytes at which they are taken');
  for (const [name, words] of [...COSTUMES, ...WIDE_COSTUMES])
    say(`  ${name.padEnd(42)} ${sizes.filter((size) => takes(words, size)).join(', ') || 'none'}`);
};

sayCalculated();
sayWords();
await saySdk(Number(values.sdk));
saySeen(Number(values.count));
