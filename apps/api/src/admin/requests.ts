import { IDP_KINDS, type IdpKind, type Profile, PROFILES } from '#domain';
import { MAX_RATE_LIMIT } from '#platform';
import { AUDIT_CATEGORIES } from '#read-model';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { InstantProperty } from './instants.js';

const trim = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim() : value,
);

/** Optional, and not null: `IsOptional` would let null pass. */
const ifGiven = ValidateIf((_, value: unknown) => value !== undefined);

/** No control characters, and no half of a surrogate pair, which is no text. */
const WELL_FORMED = /^[^\p{Cc}\p{Cs}]*$/u;

const PROFILE_NAMES = Object.keys(PROFILES);
const CATEGORY_NAMES = Object.keys(AUDIT_CATEGORIES);

export class CreateOrganisationRequest {
  @ApiProperty({ example: 'Acme', maxLength: 256 })
  @trim
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  @Matches(WELL_FORMED)
  name!: string;
}

export class CreateNodeRequest {
  @ApiProperty({ example: 'Engineering', maxLength: 256 })
  @trim
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  @Matches(WELL_FORMED)
  name!: string;

  @ApiPropertyOptional({ description: 'The node above; absent at the top.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  parentId?: string;
}

class LabelledRequest {
  @ApiPropertyOptional({ maxLength: 256, description: 'What the audit log calls it.' })
  @ifGiven
  @trim
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  @Matches(WELL_FORMED)
  label?: string;
}

export class CreateProvisioningMethodRequest extends LabelledRequest {
  @ApiProperty({ enum: PROFILE_NAMES })
  @IsIn(PROFILE_NAMES)
  profile!: Profile;

  @ApiProperty({ enum: IDP_KINDS })
  @IsIn(IDP_KINDS)
  idp!: IdpKind;
}

export class IssueTokenRequest extends LabelledRequest {
  @ifGiven
  @InstantProperty('When it ends by itself; never when absent.')
  expiresAt?: Date;
}

export class RegisterOAuthClientRequest extends LabelledRequest {}

export class ChangeProvisioningMethodRequest {
  @ApiPropertyOptional({ type: String, maxLength: 256, nullable: true })
  @IsOptional()
  @trim
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  @Matches(WELL_FORMED)
  label?: string | null;

  @ApiPropertyOptional({ enum: IDP_KINDS })
  @ifGiven
  @IsIn(IDP_KINDS)
  idp?: IdpKind;

  @ApiPropertyOptional({ description: 'Whether what the RFC forbids is refused, never tolerated.' })
  @ifGiven
  @IsBoolean()
  strict?: boolean;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: MAX_RATE_LIMIT,
    description: "Requests a second of each token, 0 for no limit, null for the server's default.",
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_RATE_LIMIT)
  rateLimit?: number | null;
}

export class ApproverRequest {
  @ApiProperty({ enum: ['administrator', 'member'] })
  @IsIn(['administrator', 'member'])
  kind!: 'administrator' | 'member';

  @ApiPropertyOptional({ description: 'The member who approves or declines; needed for a member.' })
  @ValidateIf(({ kind, userId }: ApproverRequest) => kind === 'member' || userId !== undefined)
  @IsString()
  @MaxLength(64)
  userId?: string;
}

export class AnswerMembershipRequest {
  @ApiPropertyOptional({
    type: ApproverRequest,
    nullable: true,
    description: 'An administrator when absent.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ApproverRequest)
  approvedBy?: ApproverRequest;
}

/** A page of a list. */
export class PageQuery {
  @ApiPropertyOptional({
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'At most so many; fewer where they hold much, with a `nextCursor`.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  cursor?: string;
}

export class MembershipsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['pending', 'active'] })
  @IsOptional()
  @IsIn(['pending', 'active'])
  state?: 'pending' | 'active';
}

export class UsageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 366, default: 30 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days = 30;
}

export class AuditLogQuery extends PageQuery {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  organisationId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  nodeId?: string;

  @ApiPropertyOptional({ enum: CATEGORY_NAMES })
  @IsOptional()
  @IsIn(CATEGORY_NAMES)
  category?: string;

  @ApiPropertyOptional({ description: 'An id, a user or team name, or an external id.' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  target?: string;

  @ApiPropertyOptional({ description: 'An id or a label.' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  actor?: string;

  @ApiPropertyOptional({ enum: ['success', 'failure'] })
  @IsOptional()
  @IsIn(['success', 'failure'])
  outcome?: 'success' | 'failure';

  @IsOptional()
  @InstantProperty('The earliest, included.')
  from?: Date;

  @IsOptional()
  @InstantProperty('The end, not included.')
  to?: Date;
}
