import type { ChatTexts } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from './dialog.tsx';

type Closing = { onClose: () => void };
/** What stands in a panel; it is given the panel's own properties. */
export type PanelContent<Props> = ComponentType<Props & Closing>;

/**
 * A window whose content is code of its own, loaded when it is first opened: the window stands at once and says so. When the code
 * cannot be had there is a way on.
 */
export const createPanel =
  <Props extends object>(name: keyof ChatTexts['windows'], load: () => Promise<PanelContent<Props>>) =>
  (props: Props & Closing) => (
    <Dialog title={useChatTexts().windows[name]} onClose={props.onClose}>
      <LoadedPart name={name} load={load} props={props} />
    </Dialog>
  );

type PartProps<Props> = {
  name: string;
  load: () => Promise<ComponentType<Props>>;
  props: Props;
  /** What must not wait for the code. */
  meanwhile?: ReactNode;
};

/** A part whose code is loaded when it is first shown. `name` must be its own. */
export const LoadedPart = <Props extends object>({ name, load, props, meanwhile }: PartProps<Props>) => {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['part', name],
    queryFn: async () => ({ Part: await load() }),
  });
  if (data) return <data.Part {...props} />;
  return (
    <>
      {meanwhile}
      {error ? <NotLoaded isBusy={isFetching} onRetry={refetch} /> : <OnItsWay />}
    </>
  );
};

const OnItsWay = () => (
  <p className="part-on-its-way" role="status">
    <span className="spinner" aria-hidden="true" /> {useChatTexts().opening}
  </p>
);

const NotLoaded = ({ isBusy, onRetry }: { isBusy: boolean; onRetry: () => void }) => {
  const texts = useChatTexts();
  return (
    <div role="alert">
      <p>{texts.part.notLoaded}</p>
      <Button look="quiet" isBusy={isBusy} onClick={onRetry}>
        {texts.tryAgain}
      </Button>
    </div>
  );
};
