import type { ReportResponse } from '@sealed-stream/secure-chat';
import { useTexts } from '@sealed-stream/secure-chat/react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';

export type SentReport = ReportResponse & { withBefore: boolean };

/** What to quote to the team. */
export const ReportSent = ({ sent, onClose }: { sent: SentReport; onClose: () => void }) => {
  const { report } = useWindowTexts();
  const { time } = useTexts().epochs;
  return (
    <div role="status">
      <p>{report.sent(time(new Date(sent.reportedAt)))}</p>
      <p>
        <code className="report-id">{sent.reportId}</code>
      </p>
      {sent.withBefore && <p className="small-print">{report.beforeToo}</p>}
      <p className="small-print">{report.again}</p>
      <div className="dialog-buttons">
        <Button onClick={onClose}>{report.done}</Button>
      </div>
    </div>
  );
};
