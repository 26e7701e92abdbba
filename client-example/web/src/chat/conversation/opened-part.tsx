import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { LoadedPart } from '../parts/create-panel.tsx';

const load = () => import('./opened.tsx');

/** Begins to load what an open conversation is made of; should that fail, it is tried again when one is opened. */
export const loadOpenedAhead = (): void => {
  load().catch(() => {});
};

/** An open conversation. Its code is no part of the first load: the list stands before it. */
export const OpenedPart = (props: { encrypted: EncryptedChannel }) => (
  <LoadedPart name="opened" load={async () => (await load()).Opened} props={props} />
);
