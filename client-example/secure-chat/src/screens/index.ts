/* What the screens of the web and the native app share besides the hooks: their words, and where everything is. */
export { type ChatTexts, englishChat } from './english-chat.ts';
export { type ErasingTexts, englishErasing } from './english-erasing.ts';
export { englishSetUp, type SetUpTexts } from './english-set-up.ts';
export { englishStart, type StartTexts } from './english-start.ts';
export { englishWindows, type WindowTexts } from './english-windows.ts';
export { chatPlaces, type StackConfig, sealdPlaces, stackConfig } from './stack-config.ts';
