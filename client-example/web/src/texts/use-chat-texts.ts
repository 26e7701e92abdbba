import { useTranslated } from './app-texts.ts';
import { type ChatTexts, englishChat } from './english-chat.ts';

export const useChatTexts = (): ChatTexts => useTranslated('chat', englishChat);
