import type { ShownInvitation } from '@sealed-stream/secure-chat/react';
import { LoadedPart } from '../parts/create-panel.tsx';

const load = async () => (await import('./invitation-panel.tsx')).InvitationPanel;

/** Few people see one, so its code is no part of the first load. */
export const InvitationPart = (props: { invitation: ShownInvitation }) => (
  <LoadedPart name="invitation" load={load} props={props} />
);
