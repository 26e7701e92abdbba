import { type ChatTexts, englishChat } from '@sealed-stream/secure-chat/screens';
import { useTranslated } from './app-texts.ts';

export const useChatTexts = (): ChatTexts => useTranslated('chat', englishChat);
