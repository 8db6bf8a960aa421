import type { CommandContext } from '#event-store';
import type { ScimOrigin } from '#kernel';

/** Who was refused, and what she asked for. */
export type FailureContext = CommandContext & { readonly scim: ScimOrigin };

/** How many addresses a window tells apart. */
export const ADDRESSES_TOLD = 10;

/** Some refused requests. */
interface Fold {
  /** What they have in common; undefined before the first. */
  context: FailureContext | undefined;
  count: number;
}

/** Requests that were refused for the same reason within some time: by address, and beyond some of these all in one. */
export class FoldingWindow {
  private readonly byAddress = new Map<string | undefined, Fold>();
  private readonly others: Fold = { context: undefined, count: 0 };

  /** Whether a request is the first of its address; counts it otherwise. */
  isFirst(context: FailureContext): boolean {
    const { clientAddress } = context.scim;
    const known = this.byAddress.get(clientAddress);
    if (known === undefined && this.byAddress.size < ADDRESSES_TOLD) {
      this.byAddress.set(clientAddress, { context: undefined, count: 0 });
      return true;
    }
    const fold = known ?? this.others;
    fold.context = fold.context === undefined ? context : inCommon(fold.context, context);
    fold.count++;
    return false;
  }

  /** What was counted. */
  *folds(): Generator<{ readonly context: FailureContext; readonly count: number }> {
    for (const { context, count } of [...this.byAddress.values(), this.others]) {
      if (context !== undefined) yield { context, count };
    }
  }
}

const OF_ONE_REQUEST = ['clientAddress', 'userAgent', 'dialect', 'operation'] as const;

/** What two requests have in common: no entry must say of all what was true of one. */
function inCommon(one: FailureContext, other: FailureContext): FailureContext {
  const scim: { -readonly [Name in keyof ScimOrigin]: ScimOrigin[Name] } = { ...one.scim };
  for (const name of OF_ONE_REQUEST) if (other.scim[name] !== scim[name]) delete scim[name];
  return { ...one, requestId: '', correlationId: '', causationId: '', scim };
}
