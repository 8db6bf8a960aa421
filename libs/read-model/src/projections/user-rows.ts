import { userResource, userText } from '#application';
import {
  evolveUser,
  type ExistingUser,
  isListed,
  type UserEvent,
  type UserState,
  userStateName,
} from '#domain';
import { foldCase, isJsonObject, type JsonValue } from '#kernel';
import { USER } from '#scim';
import { UserEmailRow, UserRow } from '../entities/index.js';
import { countListed } from '../lists/listed-counts.js';
import type { ProjectedEvent } from '../projection.js';
import type { Rows } from '../rows.js';
import { once, searchText } from './row-texts.js';

/** Folds an event about a user into her row. A removed user has none. */
export function applyUserEvent(
  event: ProjectedEvent & { type: UserEvent['type'] },
  rows: Rows,
): void {
  const { userId } = event.data;
  const before = rows.get(UserRow, userId);
  const account: UserState = before === undefined ? { status: 'absent' } : accountOf(before);
  const after = evolveUser(account, event);
  if (after.status === 'absent') throw new Error(`there is no user ${userId}`);
  const state = userStateName(after);
  if (state === 'removed') {
    rows.delete(UserRow, userId);
    if (before !== undefined) count(before, before.listed, 0, rows);
    rows.deleteWhere(UserEmailRow, 'userId', userId);
    return;
  }
  const { metadata, revision, position } = event;
  const version = {
    createdAt: before?.createdAt ?? metadata.occurredAt,
    changedAt: metadata.occurredAt,
    revision,
  };
  const nodeId = before?.nodeId ?? metadata.nodeId ?? '';
  const displayName = after.attributes['displayName'];
  const texts = once(() => ({
    account: JSON.stringify(after),
    document: userText(after, version),
    search: searchText(USER, userResource(after), version),
  }));
  const row: UserRow = {
    id: userId,
    organisationId: metadata.organisationId,
    nodeId,
    ordinal: before?.ordinal ?? position,
    userName: after.userName,
    userNameKey: foldCase(after.userName),
    externalId: after.externalId ?? null,
    state,
    listed: Number(isListed(after)),
    ...version,
    displayNameKey: typeof displayName === 'string' ? foldCase(displayName) : null,
    get account() {
      return texts().account;
    },
    get document() {
      return texts().document;
    },
    get search() {
      return texts().search;
    },
  };
  accounts.set(row, after);
  rows.put(UserRow, row);
  count(row, before?.listed ?? 0, row.listed, rows);
  putEmails(account, after, nodeId, rows);
}

/** The accounts behind rows that are not written yet, so that the next event of a batch need not read their text. */
const accounts = new WeakMap<UserRow, ExistingUser>();

function accountOf(row: UserRow): ExistingUser {
  return accounts.get(row) ?? (JSON.parse(row.account) as ExistingUser);
}

function count({ nodeId, ordinal }: UserRow, before: number, after: number, rows: Rows): void {
  if (before !== after) countListed(rows, 'User', nodeId, ordinal, after > before ? 1 : -1);
}

function putEmails(before: UserState, after: ExistingUser, nodeId: string, rows: Rows): void {
  const old = before.status === 'absent' ? undefined : before.attributes['emails'];
  const { emails } = after.attributes;
  if (old === emails || JSON.stringify(old) === JSON.stringify(emails)) return;
  const { id: userId } = after;
  if (old !== undefined) rows.deleteWhere(UserEmailRow, 'userId', userId);
  for (const emailKey of new Set(emailKeys(emails))) {
    rows.put(UserEmailRow, { userId, emailKey, nodeId });
  }
}

function emailKeys(emails: JsonValue | undefined): string[] {
  if (!Array.isArray(emails)) return [];
  return (emails as readonly JsonValue[]).flatMap((email) =>
    isJsonObject(email) && typeof email['value'] === 'string' ? [foldCase(email['value'])] : [],
  );
}
