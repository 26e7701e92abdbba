import { useSyncExternalStore } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import {
  notificationChoice,
  onNotificationChoice,
  turnOffNotifications,
  turnOnNotifications,
} from '../unread/notification-choice.ts';

/** Notifications of this device: off until the person asks for them here. */
export const NotificationSetting = () => {
  const choice = useSyncExternalStore(onNotificationChoice, notificationChoice);
  const texts = useWindowTexts().account;
  if (choice === 'impossible') return null;
  return (
    <section aria-label={texts.notifications}>
      <h3>{texts.notifications}</h3>
      <p className="small-print">
        {choice === 'refused' ? texts.notificationsRefused : texts.notificationsSay}
      </p>
      {choice === 'off' && (
        <Button look="quiet" onClick={() => void turnOnNotifications()}>
          {texts.notificationsOn}
        </Button>
      )}
      {choice === 'on' && (
        <Button look="quiet" onClick={turnOffNotifications}>
          {texts.notificationsOff}
        </Button>
      )}
    </section>
  );
};
