import { createContext, type PropsWithChildren, use, useState } from 'react';
import { ReportWindow } from '../reports/report-window.ts';
import { useConversation } from '../services/conversation-context.tsx';

/** `parentId`: of the thread it stands in. */
export type Reported = { id: string; parentId?: string | undefined };

const Context = createContext<((reported: Reported) => void) | null>(null);

/** Where a report is written: above the list, whose rows come and go. */
export const Reporting = ({ children }: PropsWithChildren) => {
  const conversation = useConversation();
  const [reported, setReported] = useState<Reported | null>(null);
  return (
    <Context value={setReported}>
      {children}
      {reported && (
        <ReportWindow conversation={conversation} reported={reported} onClose={() => setReported(null)} />
      )}
    </Context>
  );
};

/** Brings up the window in which a message is reported. Throws outside of {@link Reporting}. */
export const useReporting = (): ((reported: Reported) => void) => {
  const begin = use(Context);
  if (!begin) throw new Error('Reporting is missing');
  return begin;
};
