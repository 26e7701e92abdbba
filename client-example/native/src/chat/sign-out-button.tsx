import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { Action, agrees } from '../parts';
import { useSession } from '../state/session';

const { what, yes, no } = englishWindows.signOut;

/** Asks once, then leaves nothing of the person on the phone. */
export const SignOutButton = () => {
  const { signOut } = useSession();
  const leave = async () => {
    if (await agrees({ title: englishChat.windows.signOut, what, yes, no })) await signOut();
  };
  return (
    <Action isQuiet onPress={leave}>
      {englishChat.list.signOut}
    </Action>
  );
};
