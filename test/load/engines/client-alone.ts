import { START } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { systemIds } from '#platform';
import { EventStoreDBClient, jsonEvent, type JSONType } from '@eventstore/db-client';

interface TemplateAppend {
  /** Which of the create's streams. */
  readonly stream: string;
  readonly expected: 'no_stream' | bigint;
  readonly events: { readonly type: string; data: string; metadata: string }[];
}

/** What a create appends, in the order of the log. */
export type CreateTemplate = readonly TemplateAppend[];

/** Reads what a create appends from one that Rollbook carries out. */
export async function templateOf(
  url: string,
  create: () => Promise<void>,
): Promise<CreateTemplate> {
  const store = await openEventStoreDb({ connectionString: url });
  const before = await store.head();
  await create();
  const after = await store.head();
  const template: TemplateAppend[] = [];
  for await (const { events, position } of store.tail(before === START ? START : before)) {
    for (const { stream, revision, type, data, metadata } of events) {
      const last = template.at(-1);
      if (last?.stream === stream) last.events.push({ type, data, metadata });
      else {
        const expected = revision === 0 ? 'no_stream' : BigInt(revision - 1);
        template.push({ stream, expected, events: [{ type, data, metadata }] });
      }
    }
    if (position >= after) break;
  }
  await store.close();
  return template;
}

/** The engine's client alone: appends what creates append, each create's one after the other. */
export class ClientAlone {
  private readonly client: EventStoreDBClient;

  constructor(
    url: string,
    private readonly template: CreateTemplate,
  ) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** @returns how many creates' worth of events it appended in a second */
  async measure(atOnce: number, seconds: number): Promise<number> {
    const begun = performance.now();
    const end = begun + seconds * 1_000;
    let creates = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (performance.now() < end) {
          await this.create();
          creates++;
        }
      }),
    );
    return (creates * 1_000) / (performance.now() - begun);
  }

  close(): Promise<void> {
    return this.client.dispose();
  }

  private async create(): Promise<void> {
    const suffix = systemIds.next();
    for (const { stream, expected, events } of this.template) {
      const list = events.map(({ type, data, metadata }) =>
        jsonEvent({
          id: systemIds.next(),
          type,
          data: JSON.parse(data) as JSONType,
          metadata: new Uint8Array(Buffer.from(metadata)),
        }),
      );
      const options = { expectedRevision: expected };
      await this.client.appendToStream(`load-${stream}-${suffix}`, list, options);
    }
  }
}
