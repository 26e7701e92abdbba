import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DeviceStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';

/** A device's memory in a file, written at once: it outlives a killed process. */
export const fileStorage = (file: string): DeviceStorage => {
  const read = (): Record<string, string> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  return {
    get: async (key) => read()[key] ?? null,
    set: async (key, value) => writeFileSync(file, JSON.stringify({ ...read(), [key]: value })),
    remove: async (key) => {
      const { [key]: _, ...rest } = read();
      writeFileSync(file, JSON.stringify(rest));
    },
    clear: async () => writeFileSync(file, '{}'),
  };
};
