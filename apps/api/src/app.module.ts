import { ApplicationModule } from '#application';
import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AuditController } from './admin/audit.controller.js';
import { NodesController } from './admin/nodes.controller.js';
import { OAuthClientsController } from './admin/oauth-clients.controller.js';
import { OpenApiController } from './admin/open-api.controller.js';
import { OrganisationsController } from './admin/organisations.controller.js';
import { ProvisioningMethodController } from './admin/provisioning-method.controller.js';
import { TeamsController } from './admin/teams.controller.js';
import { TokensController } from './admin/tokens.controller.js';
import { AdminUsersController } from './admin/users.controller.js';
import { Commands } from './commands.js';
import { HealthController } from './health/health.controller.js';
import { Surface } from './http/surface.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { ClientAuthentication } from './oauth/client-authentication.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { Runtime } from './runtime.js';
import { BulkController } from './scim/bulk.controller.js';
import { DiscoveryController } from './scim/discovery.controller.js';
import { GroupsController } from './scim/groups.controller.js';
import { SearchController } from './scim/search.controller.js';
import { GroupsWrites } from './scim/groups.writes.js';
import { MeController } from './scim/me.controller.js';
import { ScimFailures } from './scim/scim-failures.js';
import { ScimRateLimit } from './scim/scim-rate-limit.js';
import { UsersController } from './scim/users.controller.js';
import { UsersWrites } from './scim/users.writes.js';

/** Everything that answers HTTP, on the engines of one process. */
@Module({})
export class AppModule {
  static with(
    runtime: Runtime,
    surface: Surface,
    failures: ScimFailures,
    accessTokens: AccessTokens,
    rateLimit: ScimRateLimit,
  ): DynamicModule {
    const { executor, directory, ids } = runtime;
    return {
      module: AppModule,
      imports: [ApplicationModule.with({ executor, directory, ids })],
      controllers: [
        UsersController,
        GroupsController,
        BulkController,
        MeController,
        DiscoveryController,
        SearchController,
        OrganisationsController,
        NodesController,
        ProvisioningMethodController,
        TokensController,
        OAuthClientsController,
        AdminUsersController,
        TeamsController,
        AuditController,
        OpenApiController,
        OAuthController,
        HealthController,
      ],
      providers: [
        { provide: Runtime, useValue: runtime },
        { provide: Surface, useValue: surface },
        { provide: AccessTokens, useValue: accessTokens },
        ClientAuthentication,
        { provide: ScimFailures, useValue: failures },
        { provide: ScimRateLimit, useValue: rateLimit },
        {
          provide: Commands,
          inject: [CommandBus],
          useFactory: (bus: CommandBus) => new Commands(bus, runtime),
        },
        UsersWrites,
        GroupsWrites,
      ],
    };
  }
}
