const loaders = {
  onboarding: () => import('./onboarding/onboarding.tsx'),
  chat: () => import('./chat/chat-screen.tsx'),
};

export const loadOnboarding = loaders.onboarding;
export const loadChatScreen = loaders.chat;

/** Begins to load a part that is near; should that fail, it is tried again, and shown, when the part is needed. */
export const loadAhead = (part: keyof typeof loaders): void => {
  loaders[part]().catch(() => {});
};
