import { SecureChatError } from '@sealed-stream/secure-chat';

document.body.textContent = String(new SecureChatError('NO_ACCESS'));
