import { createApp } from './app.ts';
import { readSettings } from './settings.ts';

/** Ends with whoever started it. */
process.on('disconnect', () => process.exit());

const app = await createApp(readSettings(process.env));
process.send?.({ url: await app.listen({ host: '127.0.0.1', port: 0 }) });
