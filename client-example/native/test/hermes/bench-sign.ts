import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeNoOptions } from '../../../../toolchain/command-line.mjs';
import { ed25519InJavaScript, ed25519OfWebCrypto } from '../../../secure-chat/src/platform/ed25519.ts';
import { bundle as bundleFor } from '../metro.ts';
import { createPhone } from '../phone/phone.ts';
import { measure } from './bench.ts';
import type { BenchCommands } from './entry.ts';
import { whyNoHermes } from './hermes-program.ts';
import { startVm } from './hermes-vm.ts';

takeNoOptions(`npm run bench:sign
  What a signature costs the app in a Hermes VM of 2022, in JavaScript and by quick-crypto, beside the same in Node. The native
  side of quick-crypto is Node at the other end of a pipe: what it costs there is mostly the pipe, and says nothing of a phone.`);

const IN_JAVASCRIPT = 20;
const NATIVE = 200;

const inHermes = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-bench-'));
  const bundle = join(folder, 'app.js');
  const phone = createPhone();
  try {
    await bundleFor({ entry: 'test/hermes/entry.ts', output: bundle, engine: 'hermes-2022' });
    const vm = startVm<BenchCommands>(bundle, phone);
    try {
      // Before the app's cryptography is loaded there is no `crypto`.
      await vm.run('loadBench');
      const javaScript = await vm.run('javaScript', IN_JAVASCRIPT);
      await vm.run('loadApp');
      const native = await vm.run('native', NATIVE);
      return { javaScript, native, nativeCall: await vm.run('nativeCall', NATIVE) };
    } finally {
      await vm.kill();
    }
  } finally {
    phone.throwAway();
    rmSync(folder, { recursive: true });
  }
};

const WIDTHS = [24, 10, 10, 8];
const row = (...columns: string[]): string =>
  columns.map((one, at) => (at === 0 ? one.padEnd(WIDTHS[at] ?? 0) : one.padStart(WIDTHS[at] ?? 0))).join('');
const figure = (name: string, value: number, floor: number): string =>
  row(name, value.toFixed(2), floor.toFixed(2), (value / floor).toFixed(1));

const why = whyNoHermes();
if (why) console.log(`Not measured: ${why}.`);
else {
  const { javaScript, native, nativeCall } = await inHermes();
  const floorOfJavaScript = await measure(await ed25519InJavaScript(), IN_JAVASCRIPT);
  const floorOfNative = await measure(ed25519OfWebCrypto(crypto.subtle), NATIVE);
  console.log(row('Milliseconds', 'Hermes', 'Node', 'ratio'));
  console.log(figure('JavaScript, sign', javaScript.sign, floorOfJavaScript.sign));
  console.log(figure('JavaScript, verify', javaScript.verify, floorOfJavaScript.verify));
  console.log(figure('quick-crypto, sign', native.sign, floorOfNative.sign));
  console.log(figure('quick-crypto, verify', native.verify, floorOfNative.verify));
  console.log(row('a bare call by the pipe', nativeCall.toFixed(2)));
}
