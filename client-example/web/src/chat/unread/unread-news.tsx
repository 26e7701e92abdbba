import { useRedrawOn } from '@sealed-stream/secure-chat/react';
import { useEffect } from 'react';
import type { Event } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useStartTexts } from '../../texts/use-start-texts.ts';
import { goTo } from '../address/use-address.ts';
import { useChatServices } from '../services/chat-services.tsx';
import { areNotificationsOn, onNotificationChoice } from './notification-choice.ts';
import { useBeingRead } from './reading-pace.ts';
import { countUnread, isCounted, titleWith, UNREAD_CHANGES } from './unread-count.ts';

/** Tells of unread messages outside of the page: in its title, and by notifications where the person wants them. */
export const UnreadNews = () => {
  useUnreadTitle();
  useNotifications();
  return null;
};

const useUnreadTitle = (): void => {
  const { chat, encryptedChannelTypes: types } = useChatServices();
  const { product } = useStartTexts();
  const beingRead = useBeingRead(({ cid }) => cid);
  useRedrawOn(UNREAD_CHANGES);
  const unread = countUnread(Object.values(chat.stream.activeChannels), { types, beingRead });
  useEffect(() => {
    document.title = titleWith(unread, product);
    return () => {
      document.title = product;
    };
  }, [unread, product]);
};

const useNotifications = (): void => {
  const { chat, self, encryptedChannelTypes: types } = useChatServices();
  const { product } = useStartTexts();
  const { newMessage } = useChatTexts();
  useEffect(() => {
    const words = { title: product, body: newMessage };
    const { stream } = chat;
    const tell = ({ cid = '', message, user }: Event) => {
      const channel = stream.activeChannels[cid];
      const isForList = message && (!message.parent_id || message.show_in_channel);
      if (!isForList || user?.id === self.id || !channel || !isCounted(channel, types)) return;
      if (!areNotificationsOn() || !document.hidden) return;
      import('./notify.ts')
        .then(({ notifier }) =>
          notifier().notify({ userId: self.id, messageId: message.id, words, onClick: () => goTo({ cid }) }),
        )
        .catch(() => {}); // some browsers have notifications for other pages only; the title still tells
    };
    const subscriptions = [stream.on('message.new', tell), stream.on('notification.message_new', tell)];
    return () => {
      for (const { unsubscribe } of subscriptions) unsubscribe();
    };
  }, [chat, self, types, product, newMessage]);
  useEffect(() => {
    const beSeen = () => {
      if (!areNotificationsOn()) return;
      import('./notify.ts').then(({ notifier }) => notifier().beSeen(self.id)).catch(() => {}); // asked for again when it is needed
    };
    beSeen();
    return onNotificationChoice(beSeen);
  }, [self]);
};
