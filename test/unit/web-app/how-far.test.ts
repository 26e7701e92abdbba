import { describe, expect, it } from '@jest/globals';
import { howFar } from '../../../client-example/web/src/chat/list/how-far.ts';

const DELIVERED = { messageDeliveryStatus: 'delivered' }; // of an earlier message, as the vendor has it

describe('the sign beside the last message in the list of conversations', () => {
  it.each([
    ['is a clock while the message is on its way', 'sending', 'sending'],
    ['is left out when it is kept back or has failed', 'failed', undefined],
    ['is the vendor’s when it has gone', 'received', 'delivered'],
  ])('%s', (_, status, sign) => {
    expect({ ...DELIVERED, ...howFar({ status }) }).toEqual({ messageDeliveryStatus: sign });
  });

  it('is the vendor’s when there is no message', () => {
    expect(howFar(undefined)).toEqual({});
  });
});
