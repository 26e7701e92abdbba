import {
  MAX_MESSAGES_BEFORE,
  NOTE_MAX_LENGTH,
  type OutgoingReport,
  type ReportReason,
  type ReportResponse,
  reportReasons,
  type VerifiedMessage,
} from '@sealed-stream/secure-chat';
import { useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import type { Person } from '../services/chat-services.tsx';
import type { SentReport } from './report-sent.tsx';

type Said = Omit<OutgoingReport, 'message'>;

type Props = {
  author: Person;
  /** Null while it cannot be read. */
  read: VerifiedMessage | null;
  send: (report: Said) => Promise<ReportResponse>;
  onSent: (sent: SentReport) => void;
  onClose: () => void;
};

/** Asks why, and whether what was before goes too; says what leaves the device before it does. */
export const ReportForm = ({ author, read, send, onSent, onClose }: Props) => {
  const [reason, setReason] = useState<ReportReason | ''>('');
  const [note, setNote] = useState('');
  const [withBefore, setWithBefore] = useState(false);
  const texts = useWindowTexts().report;
  const [reasonId, noteId] = [useId(), useId()];
  const sending = useMutation({
    mutationFn: (why: ReportReason) => send({ reason: why, note, withBefore }),
    onSuccess: (answer) => onSent({ ...answer, withBefore }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason) sending.mutate(reason);
  };
  return (
    <form className="report-form" onSubmit={submit}>
      {read && <Reported author={author} read={read} />}
      <label htmlFor={reasonId}>{texts.why}</label>
      <select
        id={reasonId}
        value={reason}
        onChange={(event) => setReason(event.target.value as ReportReason)}
      >
        <option value="" disabled>
          {texts.choose}
        </option>
        {reportReasons.map((one) => (
          <option key={one} value={one}>
            {texts.reasons[one]}
          </option>
        ))}
      </select>
      <label htmlFor={noteId}>{texts.note}</label>
      <textarea
        id={noteId}
        rows={2}
        maxLength={NOTE_MAX_LENGTH}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <label className="history-choice">
        <input
          type="checkbox"
          checked={withBefore}
          onChange={(event) => setWithBefore(event.target.checked)}
        />
        <span>
          {texts.withBefore(MAX_MESSAGES_BEFORE)}
          <span className="small-print"> {texts.withBeforeMore}</span>
        </span>
      </label>
      <WhatLeaves author={author} withBefore={withBefore} />
      <ActionStatus doing={sending.isPending && texts.sending} error={sending.error} />
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button type="submit" isBusy={sending.isPending} disabled={!read || !reason}>
          {texts.send}
        </Button>
      </div>
    </form>
  );
};

const Reported = ({ author, read }: { author: Person; read: VerifiedMessage }) => {
  const texts = useWindowTexts().report;
  const { epochs, people } = useTexts();
  const files = read.attachments.map(({ name }) => name);
  return (
    <>
      <p>{texts.whose(author.name, epochs.time(new Date(read.sentAt)))}</p>
      <blockquote className="reported" dir="auto">
        {read.text || texts.noWords}
      </blockquote>
      {files.length > 0 && <p className="small-print">{texts.files(people.inList(files))}</p>}
    </>
  );
};

const WhatLeaves = ({ author: { name }, withBefore }: { author: Person; withBefore: boolean }) => {
  const texts = useWindowTexts().report;
  const before = withBefore ? texts.leavesBefore(MAX_MESSAGES_BEFORE) : texts.leavesNoneBefore;
  return (
    <>
      <h3>{texts.leavesTitle}</h3>
      <ul aria-live="polite">
        {[...texts.leaves(name), before].map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <p>{texts.whoReads(name)}</p>
    </>
  );
};
