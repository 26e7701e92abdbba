import type { PairEnd } from '@sealed-stream/secure-chat/react';
import { LoadedPart } from '../parts/create-panel.tsx';

const load = async () => (await import('./pair-end.tsx')).PairEnded;

/** Few people see it, so its code is no part of the first load. */
export const PairEndPart = (props: { end: PairEnd }) => (
  <LoadedPart name="pair-end" load={load} props={props} />
);
