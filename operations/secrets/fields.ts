import type { SecretName } from '../../shared/secrets.ts';

export type Field = { name: string; question: string; isOptional?: true };

/** The secrets that Stream and Seald give out: what is asked for, in the words of their dashboards. */
export const askedFields = {
  stream: [
    { name: 'apiKey', question: 'Stream: API key' },
    { name: 'apiSecret', question: 'Stream: API secret' },
  ],
  seald: [
    { name: 'appId', question: 'Seald: application id' },
    { name: 'jwtSecretId', question: 'Seald: id of the JWT shared secret' },
    { name: 'jwtSecret', question: 'Seald: JWT shared secret' },
    {
      name: 'validationKeyId',
      question: 'Seald: id of the validation key (Enter: none)',
      isOptional: true,
    },
    { name: 'validationKey', question: 'Seald: validation key (Enter: none)', isOptional: true },
  ],
  ssks: [
    { name: 'appId', question: 'Seald: application id, as SSKS knows it' },
    { name: 'apiKey', question: 'Seald SSKS: API key' },
  ],
} satisfies Partial<Record<SecretName, Field[]>>;

export type AskedSecret = keyof typeof askedFields;

export const isAsked = (name: SecretName): name is AskedSecret => Object.hasOwn(askedFields, name);

const unchanged = (field: Field): Field => ({
  ...field,
  question: field.question.replace('(Enter: none)', '(Enter: unchanged)'),
});

/** What is asked for when a secret is rotated; what is not asked for stays. */
export const rotatedFields: Record<AskedSecret, Field[]> = {
  stream: [
    { name: 'apiSecret', question: 'Stream: new API secret' },
    { name: 'apiKey', question: 'Stream: API key that belongs to it (Enter: unchanged)', isOptional: true },
  ],
  seald: askedFields.seald.filter(({ name }) => name !== 'appId').map(unchanged),
  ssks: askedFields.ssks.filter(({ name }) => name !== 'appId'),
};
