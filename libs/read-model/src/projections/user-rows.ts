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
import { FoldedRow, searchText } from './folded-row.js';

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
  const row = new FoldedUserRow(after, state, before, event);
  rows.put(UserRow, row);
  count(row, before?.listed ?? 0, row.listed, rows);
  putEmails(account, after, row.nodeId, rows);
}

/** A user's row with the account behind it, so that the next event of a batch need not read its text. */
class FoldedUserRow
  extends FoldedRow<Pick<UserRow, 'account' | 'document' | 'search'>>
  implements UserRow
{
  readonly id: string;
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly state: UserRow['state'];
  readonly listed: number;
  readonly displayNameKey: string | null;

  constructor(
    readonly user: ExistingUser,
    state: UserRow['state'],
    before: UserRow | undefined,
    event: ProjectedEvent,
  ) {
    super(before, event);
    const { displayName } = user.attributes;
    this.id = user.id;
    this.userName = user.userName;
    this.userNameKey = foldCase(user.userName);
    this.externalId = user.externalId ?? null;
    this.state = state;
    this.listed = Number(isListed(user));
    this.displayNameKey = typeof displayName === 'string' ? foldCase(displayName) : null;
  }

  get account() {
    return this.texts.account;
  }

  protected make() {
    return {
      account: JSON.stringify(this.user),
      document: userText(this.user, this),
      search: searchText(USER, userResource(this.user), this),
    };
  }
}

function accountOf(row: UserRow): ExistingUser {
  return row instanceof FoldedUserRow ? row.user : (JSON.parse(row.account) as ExistingUser);
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
