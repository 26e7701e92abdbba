import { join } from 'node:path';
import { defaultClientConditions, defineConfig } from 'vite';
import { leaveOutUnused } from './leave-out.ts';
import { sealdAsLibrary } from './seald-library.ts';
import { vendorLanguages } from './vendor-languages.ts';

/** `npx vite build client-example/web --outDir <folder>`; the local stack calls it once per state of the sources. */
// biome-ignore lint/style/noDefaultExport: vite calls the default export.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [leaveOutUnused(), vendorLanguages(), sealdAsLibrary()],
  // The core's own sources, unbuilt: its package.json names them under this condition.
  resolve: { conditions: ['@sealed-stream/source', ...defaultClientConditions] },
  build: {
    outDir: join(import.meta.dirname, '../../.build/web/latest'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0, // the content-security policy takes no data: scripts or fonts
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    manifest: true,
  },
  define: {
    global: 'globalThis', // Node's name, used in libraries under the Seald SDK
  },
});
