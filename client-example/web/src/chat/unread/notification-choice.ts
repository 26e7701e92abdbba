const KEY = 'sealed-stream-notifications';

/** `impossible`: this browser has none. `refused`: the person has told the browser no, and only there it can be taken back. */
export type NotificationChoice = 'on' | 'off' | 'refused' | 'impossible';

type Browser = {
  Notification?: Pick<typeof Notification, 'permission'>;
  localStorage: Pick<Storage, 'getItem'>;
};

/** What the person has chosen on this device. Off until a button asks for it. */
export const notificationChoice = (browser: Browser = window): NotificationChoice => {
  if (!browser.Notification) return 'impossible';
  const { permission } = browser.Notification;
  if (permission === 'denied') return 'refused';
  return permission === 'granted' && browser.localStorage.getItem(KEY) === 'on' ? 'on' : 'off';
};

export const areNotificationsOn = (): boolean => notificationChoice() === 'on';

/** Asks the browser for leave, which it puts before the person; only for a click of theirs. */
export const turnOnNotifications = async (): Promise<void> => {
  if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(KEY, 'on');
  tellHere();
};

export const turnOffNotifications = (): void => {
  localStorage.removeItem(KEY);
  tellHere();
};

const CHANGED = 'notification-choice';
const tellHere = () => window.dispatchEvent(new Event(CHANGED));

/** Calls the listener after a choice in this window or another; answers how to stop. */
export const onNotificationChoice = (listener: () => void): (() => void) => {
  window.addEventListener(CHANGED, listener);
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener('storage', listener);
  };
};
