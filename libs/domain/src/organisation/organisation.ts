import { type Decider, defineEvent, type EventOf } from '#kernel';

export const organisationCreated = defineEvent<{
  readonly organisationId: string;
  readonly name: string;
}>()('OrganisationCreated', {
  version: 1,
  stream: 'organisation',
  summary: 'A customer was set up.',
  fields: { organisationId: { summary: 'the organisation' }, name: { summary: 'its name' } },
});

export type OrganisationEvent = EventOf<typeof organisationCreated>;

export type OrganisationState =
  { readonly status: 'absent' } | { readonly status: 'present'; readonly name: string };

export interface OrganisationCommand {
  readonly type: 'CreateOrganisation';
  readonly organisationId: string;
  readonly name: string;
}

/**
 * Organisation
 * - is created once, under a new id; its name is for people and need not be unique
 */
export const organisationDecider: Decider<
  OrganisationState,
  OrganisationCommand,
  OrganisationEvent
> = {
  initial: { status: 'absent' },
  decide({ organisationId, name }, state) {
    return state.status === 'present' ? [] : [organisationCreated({ organisationId, name })];
  },
  evolve(_state, event) {
    return { status: 'present', name: event.data.name };
  },
};
