import type { SecureChat } from '@sealed-stream/secure-chat';

export const talk = async (
  chat: SecureChat,
  bobsUserId: string,
  file: File,
  show: (line: string) => void,
) => {
  const channel = await chat.startConversation(bobsUserId); // chat.findPeople('Bob') finds ids by name
  channel.subscribe((event) => {
    if (event.type === 'security-notice') return show(event.notice?.kind ?? 'lifted');
    if (!('message' in event)) return; // who can read has changed, or the list began anew
    const { message } = event;
    if (message.kind === 'message') show(`${message.from}: ${message.text}`); // verified; nothing else has words
    if (message.kind === 'unreadable') show(`${message.from}: (${message.reason})`);
  });
  const picture = await channel.uploadFile(file);
  await channel.sendMessage({ text: 'Hello', attachments: [picture] });
};
