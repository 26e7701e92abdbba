import { useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.ts';
import { forgetOnDevice } from './sign-out.ts';

/** What the backend knows of the caller, null before signup; asked when `isWanted`. */
export const useMe = (isWanted: boolean) => {
  const { api } = useClient();
  return useQuery({
    queryKey: ['me'],
    queryFn: async () => (await api.me()).user,
    enabled: isWanted,
    staleTime: 0,
  });
};

/** The connected core and the own chat user id. */
export const useConnection = () => {
  const client = useClient();
  return useQuery({
    queryKey: ['connection'],
    queryFn: async () => {
      const chat = await client.chat();
      return { chat, userId: await chat.connect() };
    },
  });
};

/** Forgets the identity on this device, then finds the way on as on a new one. */
export const useStartOver = () => {
  const client = useClient();
  return useMutation({
    mutationFn: () => forgetOnDevice(client),
    onSettled: () => window.location.reload(),
  });
};
