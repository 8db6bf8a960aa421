import { describe, expect, it } from '@jest/globals';
import { systemIds } from './system-ids.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('systemIds', () => {
  const many = Array.from({ length: 10_000 }, () => systemIds.next());

  it('gives new ids, UUIDs that rise with time', () => {
    for (const id of many) expect(id).toMatch(UUID);
    expect(new Set(many).size).toBe(many.length);
    expect([...many].sort()).toEqual(many);
  });

  it('gives secrets of 256 bits that a URL can hold, each another one', () => {
    const secrets = Array.from({ length: 100 }, () => systemIds.secret());
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    }
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('hashes by SHA-256, hexadecimal', () => {
    expect(systemIds.hash('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  // What is in logs rests on these: they must not come out differently in a later release.
  it('derives the same for the same, for good', () => {
    const origin = '01950f40-1b2f-7f55-8e70-6f90b1c3d405';
    expect(systemIds.digest('user-name', 'o1', 'jane@acme.example')).toBe(
      '09e9471b8ffb39ed37fbccdab446b37b',
    );
    expect(systemIds.derive(origin, 'user-1', '0')).toBe('01950f40-1b2f-879e-acdd-fb94bcfd62f4');
  });

  it('derives ids that begin with the time of their origin, and differ by origin and parts', () => {
    const origin = systemIds.next();
    const derived = [
      systemIds.derive(origin, 'user-1', '0'),
      systemIds.derive(origin, 'user-1', '1'),
      systemIds.derive(origin, 'user-10'),
      systemIds.derive(origin, 'user-1'),
      systemIds.derive(systemIds.next(), 'user-1', '0'),
    ];
    expect(new Set(derived).size).toBe(derived.length);
    for (const id of derived) expect(id).toMatch(UUID);
    expect(derived[0]!.slice(0, 13)).toBe(origin.slice(0, 13));
  });

  it('tells parts apart by where they end', () => {
    expect(systemIds.digest('ab', 'c')).not.toBe(systemIds.digest('a', 'bc'));
  });
});
