import { parseArgs } from 'node:util';
import colors from 'picocolors';
import type { Attack } from './attack.ts';
import { codeAttacks } from './attacks/codes.ts';
import { conversationAttacks } from './attacks/conversations.ts';
import { erasureAttacks } from './attacks/erasure.ts';
import { floodAttacks } from './attacks/floods.ts';
import { listingAttacks } from './attacks/listing.ts';
import { registryAttacks } from './attacks/registry.ts';
import { wordAttacks } from './attacks/words.ts';
import { openLab } from './lab.ts';
import { between, costOf } from './meter.ts';
import { type Row, rowOf, tableHead } from './table.ts';

const ATTACKS: readonly Attack[] = [
  ...conversationAttacks,
  ...erasureAttacks,
  ...codeAttacks,
  ...registryAttacks,
  ...listingAttacks,
  ...wordAttacks,
  ...floodAttacks,
];

const HELP = `npm run lab:abuse -- [--only <words>] [--code-price <usd>]
  Runs attacks of signed-in and other strangers at size, each against a stack of its own on 127.0.0.1, with the limits of the example
  stage, and prints what got through and what it cost. Takes some minutes. Ends with 1 when more got through than the limits leave.
  --only <words>       only attacks whose names contain this
  --code-price <usd>   what one code costs you at Seald (0.08 unless told)`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    'code-price': { type: 'string', default: '0.08' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** A stack for each: what one attack has used up must not stop the next. */
const attempt = async (attack: Attack, codePrice: number): Promise<Row> => {
  const lab = await openLab();
  try {
    const before = lab.read();
    const began = performance.now();
    const outcome = await attack.run(lab);
    const seconds = (performance.now() - began) / 1000;
    const reading = between(before, lab.read());
    return { attack, outcome, seconds, reading, usd: costOf(reading, codePrice) };
  } finally {
    await lab.close();
  }
};

const rows: Row[] = [];
console.log(`${colors.bold('Abuse')}: what strangers can do, on stand-ins for AWS, Stream and Seald\n`);
console.log(tableHead());
for (const attack of ATTACKS.filter(({ name }) => name.includes(values.only))) {
  const row = await attempt(attack, Number(values['code-price']));
  rows.push(row);
  console.log(rowOf(row));
}
const open = rows.filter(({ attack, outcome }) => outcome.gotThrough > attack.allowed);
console.log(`\nAbuse: ${rows.length - open.length} held, ${open.length} did not`);
process.exit(open.length === 0 && rows.length > 0 ? 0 : 1);
