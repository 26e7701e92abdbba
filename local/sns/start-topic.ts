import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../platform/serve.ts';

/** SNS with any topic: keeps what is published, and mails nobody. */
export type Topic = {
  url: string;
  /** The messages, oldest first. */
  mails: string[];
  close: () => Promise<void>;
};

/**
 * Starts a stand-in of SNS on a free port that knows one call, `Publish`, and answers its form
 * (SNS API reference, "Publish"). Left out: signatures, topics as such, every other call.
 */
export const startTopic = async (onMail: (mail: string) => void = () => {}): Promise<Topic> => {
  const mails: string[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const isPublish = form.get('Action') === 'Publish' && form.get('TopicArn')?.startsWith('arn:aws:sns:');
    const mail = form.get('Message') ?? '';
    if (isPublish) mails.push(mail);
    response
      .writeHead(isPublish ? 200 : 400, { 'content-type': 'text/xml' })
      .end(isPublish ? '<PublishResponse/>' : '<ErrorResponse/>');
    if (isPublish) onMail(mail);
  });
  const { url, close } = await listen(server, 0);
  return { url, mails, close };
};
