import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { useBlock } from '@sealed-stream/secure-chat/react';
import { englishWindows } from '@sealed-stream/secure-chat/screens';
import { Action, agrees } from '../parts';

const { blocks, givingAccess } = englishWindows;

type Props = { encrypted: EncryptedChannel; userId: string; name: string; onBlocked: () => void };

/** Asks once, then keeps somebody from inviting this user. */
export const BlockButton = ({ encrypted, userId, name, onBlocked }: Props) => {
  const block = useBlock(encrypted, userId);
  const ask = async () => {
    const asked = {
      title: blocks.ask(name),
      what: blocks.what(name),
      yes: blocks.block,
      no: givingAccess.no,
    };
    if (!(await agrees(asked))) return;
    await block();
    onBlocked();
  };
  return (
    <Action isQuiet label={blocks.blockNamed(name)} onPress={ask}>
      {blocks.block}
    </Action>
  );
};
