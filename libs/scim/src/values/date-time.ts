const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d):([0-5]\d))?$/;
const ISO_LENGTH = '2024-05-01T12:00:00.000Z'.length;

/**
 * The instant of a dateTime (RFC 7643 section 2.3.5) in milliseconds since 1970, undefined when it is none.
 * Without a zone it is UTC; what is finer than a millisecond is cut off.
 */
export function parseInstant(text: string): number | undefined {
  // Rollbook's own are all of the one form that is quick to read.
  if (text.length === ISO_LENGTH) {
    const instant = Date.parse(text);
    if (!Number.isNaN(instant) && new Date(instant).toISOString() === text) return instant;
  }
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = '', sign, offsetHours, offsetMinutes] = match;
  const local = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // 30 February and hour 24 roll over to the next day: such a date is none.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${date}T${time}`)) {
    return undefined;
  }
  if (sign === undefined) return local;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}
