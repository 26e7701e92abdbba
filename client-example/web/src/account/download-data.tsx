import type { MessagingApi } from '@sealed-stream/secure-chat';
import { useMutation } from '@tanstack/react-query';
import { useErasingTexts } from '../texts/use-erasing-texts.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** All that the backend holds of the person, as a file. */
export const DownloadData = ({ api }: { api: Pick<MessagingApi, 'exportMe'> }) => {
  const texts = useErasingTexts();
  const download = useMutation({ mutationFn: async () => save(await api.exportMe()) });
  return (
    <>
      <button type="button" className="link" disabled={download.isPending} onClick={() => download.mutate()}>
        {texts.download}
      </button>
      <ProblemNotice error={download.error} />
    </>
  );
};

const save = (data: object): void => {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'sealed-stream.json';
  link.click();
  URL.revokeObjectURL(url);
};
