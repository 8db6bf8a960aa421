import { defineEvent, type EventOf } from '#kernel';

export const apiKeyIssued = defineEvent<{
  readonly keyId: string;
  readonly role: 'owner';
  readonly keyHash: string;
  readonly label: string;
}>()('ApiKeyIssued', {
  version: 1,
  stream: 'api-key',
  summary: 'A key to the admin API was made and shown once.',
  fields: {
    keyId: { summary: 'the key' },
    role: { summary: 'what it may do' },
    keyHash: { summary: 'SHA-256 of the secret, hexadecimal' },
    label: { summary: 'what the audit log calls it' },
  },
});

export type ApiKeyEvent = EventOf<typeof apiKeyIssued>;
