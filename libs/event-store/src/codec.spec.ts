import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defineEvent } from '#kernel';
import { BrokenEventError, createCodec, UnknownEventTypeError } from './codec.js';
import type { StoredEvent } from './event-store.js';

const nodeRenamed = defineEvent<{ name: string; previous?: string }>()('NodeRenamed', {
  version: 3,
  stream: 'node',
  summary: 'A node has a new name',
  fields: { name: { summary: 'The name' }, previous: { summary: 'The name before' } },
  upcasters: [
    (data) => ({ name: 'title' in data ? data.title : '' }),
    (data) => ({ ...data, previous: 'unknown' }),
  ],
});
const codec = createCodec([nodeRenamed]);
const metadata = {
  organisationId: 'acme',
  actor: { kind: 'system', id: 'migration', label: 'Migration' },
  requestId: 'r',
  commandId: 'c',
  correlationId: 'r',
  causationId: 'c',
  occurredAt: '2025-03-03T09:00:00.000Z',
} as const;

function stored(over: Partial<StoredEvent> = {}): StoredEvent {
  return {
    ...codec.encode('e1', nodeRenamed({ name: 'Sales' }), metadata),
    stream: 'node-1',
    revision: 4,
    position: 17,
    ...over,
  };
}

describe('codec', () => {
  it('writes the version of the definition into the metadata', () => {
    const {
      data,
      metadata: written,
      ...rest
    } = codec.encode('e1', nodeRenamed({ name: 'Sales' }), metadata);
    expect(rest).toEqual({ id: 'e1', type: 'NodeRenamed' });
    expect(data).toBe('{"name":"Sales"}');
    expect(JSON.parse(written)).toEqual({ schemaVersion: 3, ...metadata });
  });

  it('gives back what was written, with its place', () => {
    expect(codec.decode(stored())).toEqual({
      id: 'e1',
      stream: 'node-1',
      revision: 4,
      position: 17,
      type: 'NodeRenamed',
      data: { name: 'Sales' },
      metadata: { schemaVersion: 3, ...metadata },
    });
  });

  it('gives back any JSON data', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (data) => {
        const plain = JSON.parse(JSON.stringify(data, withoutProto)) as object;
        const encoded = codec.encode('e1', { type: 'NodeRenamed', data: plain }, metadata);
        expect(codec.decode({ ...stored(), ...encoded }).data).toEqual(plain);
      }),
    );
  });

  it.each([
    [1, '{"title":"Sales"}', { name: 'Sales', previous: 'unknown' }],
    [2, '{"name":"Sales"}', { name: 'Sales', previous: 'unknown' }],
    [3, '{"name":"Sales"}', { name: 'Sales' }],
  ])('lifts version %i to the current one', (schemaVersion, data, expected) => {
    const event = stored({ data, metadata: JSON.stringify({ schemaVersion }) });
    expect(codec.decode(event).data).toEqual(expected);
    expect(codec.decode(event).metadata.schemaVersion).toBe(schemaVersion);
  });

  it('refuses a type that is not defined, both ways', () => {
    expect(() => codec.encode('e1', { type: 'NodeSold', data: {} }, metadata)).toThrow(
      UnknownEventTypeError,
    );
    expect(() => codec.decode(stored({ type: 'toString' }))).toThrow(UnknownEventTypeError);
  });

  it('refuses two definitions of a type', () => {
    expect(() => createCodec([nodeRenamed, nodeRenamed])).toThrow('twice');
  });

  it.each([
    ['data that is not JSON', { data: '{"name":' }],
    ['data that is no object', { data: '"Sales"' }],
    ['data that is null', { data: 'null' }],
    ['data that is a list', { data: '[]' }],
    ['metadata that is not JSON', { metadata: '' }],
    ['metadata without a version', { metadata: '{}' }],
    ['a version that is no number', { metadata: '{"schemaVersion":"3"}' }],
    ['version 0', { metadata: '{"schemaVersion":0}' }],
    ['a version from the future', { metadata: '{"schemaVersion":4}' }],
  ])('refuses %s, and names the place', (_, over) => {
    expect(() => codec.decode(stored(over))).toThrow(BrokenEventError);
    expect(() => codec.decode(stored(over))).toThrow(
      /event e1 \(node-1, revision 4, position 17\)/,
    );
  });

  it('never puts the content of an event into an error', () => {
    expect(() => codec.decode(stored({ data: '"jane@acme.example"' }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('jane') }),
    );
  });

  it.each([
    '{"__proto__":{"admin":true},"name":"S"}',
    '{"\\u005f_proto__":{"admin":true},"name":"S"}',
  ])('drops a __proto__ key: %s', (data) => {
    const decoded = codec.decode(stored({ data })).data;
    expect(Object.keys(decoded)).toEqual(['name']);
    expect(Object.assign({}, decoded)).not.toHaveProperty('admin');
  });

  it('keeps a value that merely mentions __proto__', () => {
    expect(codec.decode(stored({ data: '{"name":"__proto__"}' })).data).toEqual({
      name: '__proto__',
    });
  });
});

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
