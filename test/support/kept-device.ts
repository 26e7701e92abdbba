import { createKeptOnDevice } from '../../client-example/secure-chat/src/outbox/kept-on-device.ts';
import { memoryRecords } from '../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../client-example/secure-chat/src/platform/platform.ts';
import { oneWindow } from '../../client-example/secure-chat/src/platform/windows.ts';

/** A device that keeps in memory what has not gone, with one window. */
export const keptDevice = (records = memoryRecords(), storage = memoryStorage(), windows = oneWindow()) => ({
  device: createKeptOnDevice({ ...createPlatform(), records, storage, windows }),
  windows,
});
