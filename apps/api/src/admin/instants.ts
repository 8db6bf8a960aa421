import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

/** `full-date`, or `date-time` of RFC 3339, whose seconds may be left out as ISO 8601 has it. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/i;

/**
 * Reads a date and time with its zone, or a date, which is its first moment in UTC; undefined for anything else. ISO 8601
 * has many more forms, of which a few would be read here as other days than are meant.
 */
export function readInstant(text: string): Date | undefined {
  const [, day] = INSTANT.exec(text) ?? [];
  if (day === undefined) return undefined;
  // A day that a month does not have would be one of the next month.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const instant = new Date(text.toUpperCase());
  // Years of another length do not sort among those of four digits.
  return /^\d{4}-/.test(instant.toISOString()) ? instant : undefined;
}

/** A field that holds an instant: a `Date` once it has been checked. */
export function InstantProperty(description: string) {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'date-time',
      description: `${description} With its zone (RFC 3339); or a date, meaning midnight UTC.`,
      example: '2026-03-03T12:00:00Z',
    }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (readInstant(value) ?? value) : value,
    ),
    IsDate({
      message: '$property must be a date, or a date and time with its zone: 2026-03-03T12:00:00Z',
    }),
  );
}
