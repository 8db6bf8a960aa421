import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { clientAddressOf } from './client-address.js';

describe('clientAddressOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['unknown', '10.0.0.1'],
    ['[nothing]:1', '10.0.0.1'],
    ['', '10.0.0.1'],
  ])('takes %p for %p', (ip, address) => {
    const socket = { remoteAddress: '10.0.0.1' } as FastifyRequest['socket'];
    expect(clientAddressOf({ ip, socket })).toBe(address);
  });
});
