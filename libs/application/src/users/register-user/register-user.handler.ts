import type { UserState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { users } from '../../aggregates.js';
import { RegisterUser } from './register-user.command.js';

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({ context, userId }: RegisterUser): Promise<Receipt<Loaded<UserState>>> {
    return this.executor.execute(context, users, userId, { type: 'RegisterUser' });
  }
}
